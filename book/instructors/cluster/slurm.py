"""Grade with workers that are jobs of SLURM: python slurm.py JOBS ASSIGNMENT --course DIR [options of the command]."""

import os
import subprocess
import sys

from dask_jobqueue import SLURMCluster
from distributed import Security

SETTINGS = os.environ["DASK_CONFIG"]  # the same path on every machine
ENVIRONMENT = "/opt/recurrent/.venv/bin"  # the project's, the same on every machine


def make_cluster(**more):
    """Start the scheduler on this machine; each job is one worker with one thread."""
    return SLURMCluster(
        queue="short",
        account="teaching",
        cores=1,
        processes=1,
        memory="4GB",  # one worker, its kernels and the limit of one submission
        walltime="02:00:00",
        python=f"{ENVIRONMENT}/python",
        security=Security(),  # the certificates that SETTINGS names
        job_script_prologue=[
            f"export DASK_CONFIG={SETTINGS} PATH={ENVIRONMENT}:$PATH",
            "quizzes doctor || exit 1",  # no sandbox on this node: no worker
        ],
        worker_extra_args=["--lifetime", "110m", "--lifetime-stagger", "5m"],  # leave before the walltime ends the job
        **{"interface": "ib0", "scheduler_options": {"dashboard": False}} | more,
    )


def main(jobs, *arguments):
    """Ask for the jobs, grade, give them back."""
    with make_cluster() as cluster:
        cluster.scale(jobs=int(jobs))
        command = [f"{ENVIRONMENT}/quizzes", "grade", *arguments]
        done = subprocess.run([*command, "--scheduler", cluster.scheduler_address, "--workers", jobs])
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
