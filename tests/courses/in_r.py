# A notebook for R.
# kernel: ir R
# refused: expected a notebook in Python, got one in R (kernel 'ir')
# %% f solution
f <- function(x) {
  ### BEGIN SOLUTION
  x * x
  ### END SOLUTION
}
# %% t tests 1
stopifnot(f(2) == 4)
