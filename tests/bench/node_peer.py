# SPDX-License-Identifier: EUPL-1.2
"""A Node.js server of the folder peer/, installed beside the build, listening on a free port."""

import shutil
import socket
import subprocess


class NodePeer:
    def __init__(self, bench, script, *arguments, **environment):
        folder = bench.build / "bench-peer"
        folder.mkdir(exist_ok=True)
        for file in ("package.json", "package-lock.json", script):
            shutil.copy(bench.here / "peer" / file, folder)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(["node", script, str(self.port), *arguments], cwd=folder, text=True,
                                        stdout=subprocess.PIPE, env={**bench.environment, **environment})
        if self.process.stdout.readline().strip() != "ready":
            raise SystemExit(f"the peer {script} does not start")

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
