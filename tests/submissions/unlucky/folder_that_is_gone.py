# Right work that changes into a folder of its own and deletes it, sets another time zone and language, and a mask for files.
# gates: passed 18
# asserts: passed 8
# %% gates-activations-solution append
import locale, os, tempfile, time
os.chdir(tempfile.mkdtemp())
os.rmdir(os.getcwd())
os.environ.update(TZ="Asia/Kathmandu", LANG="tr_TR.UTF-8", LC_ALL="C")
time.tzset()
os.umask(0o777)
