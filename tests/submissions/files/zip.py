# A zip archive under the notebook's name.
# gates: unreadable 0
# asserts: unreadable 0
import io, json, zipfile

def make(notebook, name):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(f"{name}.ipynb", json.dumps(notebook))
    return file.getvalue()
