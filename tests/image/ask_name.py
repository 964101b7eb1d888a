#!/usr/bin/env python3
"""Asks the network who is called so, as a phone does (mDNS): ask_name.py OWN_ADDRESS NAME"""

import socket
import struct
import sys

TRIES = 10


def main(own, name):
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    question = struct.pack(">6H", 0, 0, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">2H", 1, 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(own))
        asking.bind((own, 0))
        asking.settimeout(1)
        for _ in range(TRIES):
            asking.sendto(question, ("224.0.0.251", 5353))
            try:
                answer, _ = asking.recvfrom(4096)
            except TimeoutError:
                continue
            # One question, one answer: the address is at its end.
            print(socket.inet_ntoa(answer[-4:]))
            return
    sys.exit(f"nobody answers to {name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
