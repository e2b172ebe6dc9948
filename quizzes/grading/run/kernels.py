"""Where a worker takes kernels from: a template that serves this machine, or one of its own."""

from __future__ import annotations

import atexit
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from quizzes.errors import GradingFault, UsageError
from quizzes.grading.sandbox.jail import Jail, find_bubblewrap, packages_of, place_of
from quizzes.grading.sandbox.limits import Limits
from quizzes.grading.sandbox.session import Session, Spent
from quizzes.grading.sandbox.warm import Address, Template

own_templates: dict[KernelPlan, Template] = {}  # of this process


@dataclass(frozen=True)
class KernelPlan:
    """How kernels are made; a plain value that goes to every worker."""

    modules: tuple[str, ...]  # imported before a kernel is forked
    limits: Limits
    sandbox: bool = True
    warm: bool = True
    secret: tuple[str, ...] = ()  # folders that no kernel may see
    address: Address | None = None  # of a template that runs already, on one of the machines
    ready: int = 3  # kernels that wait
    absent: tuple[str, ...] = ()  # modules that no answer may use
    data: tuple[tuple[str, str], ...] = ()  # files that kernels see in their folder: name and path
    library: str = ""  # the course's own folder of packages
    tests: KernelPlan | None = None  # how kernels of test cells are made, where it is otherwise

    def template(self) -> Template:
        """Start a template; it is ready after its `wait`."""
        jail = None
        if missing := [path for _, path in self.data if not Path(path).is_file()]:
            raise GradingFault(f"{', '.join(missing)}: expected on each machine that grades, as on the first")
        if self.sandbox:
            bubblewrap = find_bubblewrap()
            if bubblewrap is None:
                raise UsageError(NO_BUBBLEWRAP)
            absent = tuple(place for place in map(place_of, self.absent) if place)
            secret = tuple(map(Path, self.secret))
            jail = Jail(bubblewrap, packages_of(self.modules), secret, absent, self.data, self.library)
        return Template(
            self.modules, self.limits, jail=jail, warm=self.warm, ready=self.ready,
            absent=self.absent, data=self.data, library=self.library,
        )  # fmt: skip

    def connect(self, spent: Spent) -> Session:
        """Take a kernel from the template that runs already, or start one for this process."""
        if self.address is not None and Path(self.address.path).exists():
            with suppress(GradingFault):  # it has died, or this is another machine
                return self.address.connect(spent)
        if self in own_templates:
            with suppress(GradingFault):
                return own_templates[self].address.connect(spent)
            atexit.unregister(own_templates[self].close)
            own_templates.pop(self).close()  # what it cannot do, a fresh one may
        template = self.template()
        atexit.register(template.close)
        template.wait()
        own_templates[self] = template
        return template.address.connect(spent)

    def connect_tests(self, spent: Spent) -> Session:
        """Take a kernel for test cells that run apart from the learner's code."""
        return (self.tests or self).connect(spent)


NO_BUBBLEWRAP = (
    "there is no sandbox: bubblewrap is missing (Debian and Ubuntu: apt install bubblewrap); "
    "`quizzes doctor` says more, and --no-sandbox grades without one"
)
