# A notebook for R that only the kernel's name tells.
# kernel: ir
# refused: got one in R (kernel 'ir')
# %% f solution
f <- function(x) x
# %% t tests 1
stopifnot(f(2) == 2)
