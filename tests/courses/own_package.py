# The course has a package of its own in packages/, beside another numpy that must not take the place of the one here.
# package: of_this_course VALUE = 7
# package: numpy raise SystemExit
# release: fine
# right: passed 2
# %% f solution
### BEGIN SOLUTION
import numpy as np
from of_this_course import VALUE
x = int(np.ones(VALUE).sum())
### END SOLUTION
# %% t tests 2
import of_this_course
assert x == of_this_course.VALUE == 7
