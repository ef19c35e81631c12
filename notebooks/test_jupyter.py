"""Tests the kernel and the notebooks through Jupyter; notebooks/test-jupyter.sh starts it.

usage: test_jupyter.py STARTS NOTEBOOK...
"""

import os
import queue
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient

KERNEL = "java"
LINES = 20_000


class Session:
    """A kernel with a front end."""

    def __enter__(self):
        self.manager = KernelManager(kernel_name=KERNEL)
        self.manager.start_kernel()
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)
        return self

    def __exit__(self, *failure):
        self.client.stop_channels()
        self.manager.shutdown_kernel()

    def send(self, code):
        return self.client.execute(code)

    def outputs(self, message_id, timeout=60):
        """The type and content of all that a cell publishes until it is done."""
        published = []
        end = time.time() + timeout
        while time.time() < end:
            try:
                message = self.client.get_iopub_msg(timeout=1)
            except queue.Empty:
                continue
            parent = message["parent_header"]  # the manager numbers its interrupts as the client its cells: both from 0
            if (parent.get("msg_id"), parent.get("msg_type")) != (message_id, "execute_request"):
                continue
            if message["content"].get("execution_state") == "idle":
                return published
            published.append((message["msg_type"], message["content"]))
        raise TimeoutError(f"no end of a cell after {timeout} s")

    def run(self, code):
        return self.outputs(self.send(code))

    def result(self, code):
        published = self.run(code)
        results = [c["data"]["text/plain"] for kind, c in published if kind == "execute_result"]
        assert results, f"{code}: no result but {published}"
        return results[0]


def printed(published):
    return "".join(content["text"] for kind, content in published if kind == "stream")


def errors(published):
    return [content["ename"] for kind, content in published if kind == "error"]


def start(times):
    """Every start leads to a first result."""
    seconds = []
    for _ in range(times):
        before = time.time()
        with Session() as session:
            assert session.result("1 + 1") == "2"
            seconds.append(time.time() - before)
    seconds.sort()
    print(f"  {times} of {times} started; first result after {seconds[times // 2]:.1f} s, at most {seconds[-1]:.1f} s")


def prints_everything():
    with Session() as session:
        text = printed(session.run(f'for (int i = 0; i < {LINES}; i++) System.out.println("line " + i);'))
        assert text == "".join(f"line {i}\n" for i in range(LINES)), f"{text.count(chr(10))} of {LINES} lines"


def is_interrupted():
    with Session() as session:
        cell = session.send("Thread.sleep(60_000);")
        time.sleep(1)
        before = time.time()
        session.manager.interrupt_kernel()
        published = session.outputs(cell)
        assert errors(published) == ["InterruptedException"], published
        assert time.time() - before < 10  # two on a quiet machine
        assert session.result('"on"') == "on"


def a_deaf_loop_is_given_up():
    with Session() as session:
        cell = session.send("while (true) {}")
        time.sleep(1)
        session.manager.interrupt_kernel()
        time.sleep(3)
        session.manager.interrupt_kernel()
        published = session.outputs(cell)
        assert "interrupt once more" in printed(published), published
        assert errors(published) == ["Interrupted"], published
        assert session.result("40 + 2") == "42"


def asks_for_input():
    with Session() as session:
        cell = session.client.execute("new Scanner(System.in).nextLine()", allow_stdin=True)
        session.client.get_stdin_msg(timeout=30)
        session.client.input("typed")
        published = session.outputs(cell)
        assert [c["data"]["text/plain"] for k, c in published if k == "execute_result"] == ["typed"], published


def speaks_ijavas_dialect():
    """Magics, variables, completion and inspection; those that need a network are tested without Jupyter."""
    os.environ["IJAVA_STARTUP_SCRIPT"] = "int started = 7;"
    try:
        with Session() as session, tempfile.TemporaryDirectory() as folder:
            script = Path(folder) / "script.jshell"
            script.write_text("int loaded = started + 1;")
            assert session.result(f"%load {script}\nloaded") == "8"
            assert "wall time" in printed(session.run("%time Thread.sleep(20);"))
            assert printed(session.run('System.out.printf("%d", 3)')) == "3"
            published = session.run('int x = 1;\nint y = "two";')
            traces = ["\n".join(content["traceback"]) for kind, content in published if kind == "error"]
            assert len(traces) == 1 and "line 2" in traces[0], published
            found = session.client.complete('"abc".subst', reply=True, timeout=30)["content"]
            assert found["matches"] == ["substring("], found
            shown = session.client.inspect("String.valueOf", reply=True, timeout=30)["content"]
            assert "valueOf(char[] data)" in shown["data"]["text/plain"], shown
    finally:
        del os.environ["IJAVA_STARTUP_SCRIPT"]


def executes(path):
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, kernel_name=notebook.metadata.kernelspec.name, timeout=600, resources={"metadata": {"path": str(path.parent)}}
    ).execute()


def main(starts, paths):
    tests = [(f"{starts} starts", lambda: start(starts))]
    kernel = (prints_everything, is_interrupted, a_deaf_loop_is_given_up, asks_for_input, speaks_ijavas_dialect)
    tests += [(test.__name__, test) for test in kernel]
    tests += [(path.name, lambda path=path: executes(path)) for path in paths]
    failed = 0
    for name, test in tests:
        before = time.time()
        try:
            test()
            print(f"ok     {name} ({time.time() - before:.1f} s)", flush=True)
        except Exception as failure:  # one failure shall not hide the others
            failed += 1
            print(f"FAILED {name}: {type(failure).__name__}: {failure}", flush=True)
    print(f"{len(tests) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), [Path(p) for p in sys.argv[2:]]))
