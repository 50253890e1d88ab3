#!/usr/bin/env python3
"""Mounts a file system that takes requests and never answers them, for one command: hanging-folder.py FOLDER SECONDS COMMAND...

What waits for such a file system cannot be ended, not even by SIGKILL, until it is gone: FUSE waits out what a server has
taken. Root only. Ends with the command's status; after SECONDS the file system is gone whatever the command does.
"""
import ctypes, os, select, struct, subprocess, sys, time

INIT = 26
folder, seconds, command = os.fsencode(os.path.abspath(sys.argv[1])), float(sys.argv[2]), sys.argv[3:]
libc = ctypes.CDLL(None, use_errno=True)
device = os.open("/dev/fuse", os.O_RDWR)
options = "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other" % device
if libc.mount(b"hanging", folder, b"fuse.hanging", 0, options.encode()) != 0:
    sys.exit("hanging-folder: " + os.strerror(ctypes.get_errno()))
child = subprocess.Popen(command)
end = time.monotonic() + seconds
while child.poll() is None and time.monotonic() < end:
    if not select.select([device], [], [], 0.05)[0]:
        continue
    request = os.read(device, 1 << 20)
    _, operation, unique = struct.unpack_from("<IIQ", request)
    if operation == INIT:
        answer = struct.pack("<IIIIHHII", 7, 31, 65536, 0, 12, 10, 65536, 1).ljust(64, b"\0")
        os.write(device, struct.pack("<IiQ", 16 + len(answer), 0, unique) + answer)
libc.umount2(folder, 2)
os.close(device)
sys.exit(child.wait())
