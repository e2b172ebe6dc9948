"""The seccomp filter: which system calls a learner's process is refused, as a program of the kernel's packet filter.

A list of what is refused, not of what is allowed: numpy, TensorFlow and whatever a notebook imports must run. What is
refused is what reaches beyond the process (other processes, mounts, namespaces, keys, kernel objects that outlive it or
escape the limits) and what the kernel has had holes in.
"""

from __future__ import annotations

import errno
import platform
import struct

_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCH, _ARGUMENT_0, _ARGUMENT_2 = 0, 4, 16, 32  # places in the kernel's record of a call
_NEW_NAMESPACES = 0x7E020000  # the flags of clone that make one
_X32 = 0x40000000
_FAMILIES = (1, 2, 10)  # of sockets that may be made: local, IPv4, IPv6; there is no network behind them
_NETLINK, _ROUTES = 16, 0  # a family, and its protocol that tells the interfaces there are

# name: (number on x86-64, number on aarch64); None where the machine has no such call
# Why: DECISIONS.md#deny-list
_REFUSED: dict[str, tuple[int | None, int | None]] = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "pidfd_getfd": (438, 438), "process_madvise": (440, 440), "process_mrelease": (448, 448),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "setns": (308, 268),
    "unshare": (272, 97), "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
    "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442),
    "swapon": (167, 224), "swapoff": (168, 225), "reboot": (169, 142), "quotactl": (179, 60),
    "quotactl_fd": (443, 443), "acct": (163, 89), "settimeofday": (164, 170), "clock_settime": (227, 112),
    "adjtimex": (159, 171), "clock_adjtime": (305, 266), "sethostname": (170, 161), "setdomainname": (171, 162),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "syslog": (103, 116), "iopl": (172, None),
    "ioperm": (173, None), "modify_ldt": (154, None), "vhangup": (153, 58), "personality": (135, 92),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "lookup_dcookie": (212, 18),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "io_setup": (206, 0), "memfd_secret": (447, 447), "memfd_create": (319, 279),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265), "fanotify_init": (300, 262),
    "shmget": (29, 194), "semget": (64, 190), "msgget": (68, 186), "mq_open": (240, 180),
    "vmsplice": (278, 75), "move_pages": (279, 239), "migrate_pages": (256, 238), "mbind": (237, 235),
    "landlock_create_ruleset": (444, 444), "setpriority": (141, 140), "ioprio_set": (251, 30),
}  # fmt: skip
_CLONE, _CLONE3, _SOCKET, _SOCKETPAIR = (56, 220), (435, 435), (41, 198), (53, 199)
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column above, and the kernel's name of it


def supported() -> bool:
    """Say whether a filter can be written for this machine."""
    return platform.machine() in _MACHINES


def program(*, interfaces: bool = False) -> bytes:
    """Return the filter for this machine; `interfaces` lets a process ask which there are, as ZeroMQ does."""
    column, arch = _MACHINES[platform.machine()]
    code = [
        _step(_LOAD, _ARCH),
        _step(_EQUAL, arch, 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER),
    ]
    if column == 0:  # calls of the x32 interface have other numbers: none of them
        code += [_step(_AT_LEAST, _X32, 0, 1), _step(_RETURN, _KILL)]
    for numbers in _REFUSED.values():
        if (number := numbers[column]) is not None:
            code += _refuse(number, errno.EPERM)
    code += _refuse(_CLONE3[column], errno.ENOSYS)  # its flags cannot be seen; glibc then takes clone
    code += [
        _step(_EQUAL, _CLONE[column], 0, 4),
        _step(_LOAD, _ARGUMENT_0),
        _step(_ANY_BIT, _NEW_NAMESPACES, 0, 1),
        _step(_RETURN, _ERRNO | errno.EPERM),
        _step(_RETURN, _ALLOW),
    ]
    asks = (
        [_step(_EQUAL, _NETLINK, 0, 2), _step(_LOAD, _ARGUMENT_2), _step(_EQUAL, _ROUTES, 1, 0)] if interfaces else []
    )
    for call in (_SOCKET, _SOCKETPAIR):
        left = len(_FAMILIES) + len(asks)
        checks = [_step(_EQUAL, family, left - place, 0) for place, family in enumerate(_FAMILIES)] + asks
        code += [_step(_EQUAL, call[column], 0, len(checks) + 3), _step(_LOAD, _ARGUMENT_0), *checks]
        code += [_step(_RETURN, _ERRNO | errno.EAFNOSUPPORT), _step(_RETURN, _ALLOW)]
    return b"".join([*code, _step(_RETURN, _ALLOW)])


def _refuse(number: int, error: int) -> list[bytes]:
    return [_step(_EQUAL, number, 0, 1), _step(_RETURN, _ERRNO | error)]


def _step(code: int, operand: int, when_true: int = 0, when_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, when_true, when_false, operand)
