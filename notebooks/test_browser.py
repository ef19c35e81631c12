"""Opens a notebook in a browser as a person does: runs it, sees the picture, presses Stop while it trains, runs on.

usage: test_browser.py SCREENSHOT.png

Uses the classic notebook and headless Chromium; notebooks/install-jupyter.sh --browser installs them.
"""

import base64
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import nbformat
import websocket

UDM = Path(__file__).resolve().parent.parent / "udm"
STOP_WITHIN = 10  # seconds; two on a quiet machine, and what it took is printed

CELLS = [
    """
    import org.udm.core.random.RandomStreams;
    import org.udm.core.schedule.*;
    import org.udm.core.train.*;
    import org.udm.discrete.grammar.Grammar;
    import org.udm.discrete.mask.Masking;
    import org.udm.discrete.net.*;
    import org.udm.notebook.display.*;
    import org.udm.torch.*;
    import org.udm.torch.optim.LearningRate;
    import org.udm.torch.train.*;
    CosineSchedule.create()
    """,
    """
    Grammar language = Grammar.english();
    Masking masking = Masking.of(language.vocabulary().size(), PolynomialSchedule.linear());
    var objective = new Objective<>(masking, AntitheticTimes.from(1e-3), Weight.bound(masking.schedule()));
    var network = Transformer.of(TransformerShape.of(masking.vocabulary(), language.length()).withWidth(32, 2));
    var runtime = TorchRuntime.of(RuntimeOptions.defaults());
    var loss = MaskedLoss.of(network, masking.mask());
    var learner = LossLearner.of(loss, LearnerOptions.of(LearningRate.constant(3e-3)), runtime);
    LossCurve curve = LossCurve.live();
    var trainer = Trainer.of(language.source(32), objective, learner).withListener(curve);
    var outcome = trainer.run(0, 1_000_000, RandomStreams.of(1))
    """,
    """
    outcome.ending() + ", then " + trainer.run(outcome.steps(), outcome.steps() + 20, RandomStreams.of(1)).ending()
    """,
]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait(what, condition, seconds=120):
    end = time.time() + seconds
    while time.time() < end:
        try:
            value = condition()
            if value:
                return value
        except OSError:
            pass  # the server is not up yet
        time.sleep(0.1)
    raise TimeoutError(f"not within {seconds} s: {what}")


class Page:
    """A page of Chromium, driven by its debugging protocol."""

    def __init__(self, port, address):
        targets = wait("Chromium", lambda: json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/json")))
        page = next(target for target in targets if target["type"] == "page")
        self.socket = websocket.create_connection(page["webSocketDebuggerUrl"], suppress_origin=True)
        self.number = 0
        self.ask("Page.navigate", url=address)

    def ask(self, method, **params):
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": params}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.number:
                assert "error" not in answer, answer
                return answer["result"]

    def eval(self, script):
        answer = self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        return answer["result"].get("value")

    def screenshot(self, path):
        self.ask("Emulation.setDeviceMetricsOverride", width=1100, height=1400, deviceScaleFactor=1, mobile=False)
        Path(path).write_bytes(base64.b64decode(self.ask("Page.captureScreenshot")["data"]))


def output(cell, selector):
    return f"document.querySelectorAll('.code_cell')[{cell}].querySelector('.output {selector}')"


def test(page):
    wait("the kernel", lambda: page.eval("Jupyter.notebook.kernel.is_connected() && Jupyter.notebook.kernel_busy === false"))
    page.eval("Jupyter.notebook.execute_cells([0, 1])")
    wait("the picture of the schedule", lambda: page.eval(f"{output(0, 'img')}?.naturalWidth > 300"))
    print("ok     a picture is shown")
    first = wait("the loss curve", lambda: page.eval(f"{output(1, 'img')}?.src"))
    wait("a redrawn curve", lambda: page.eval(f"{output(1, 'img')}.src") != first)
    assert page.eval("document.querySelectorAll('.code_cell')[1].querySelectorAll('.output img').length") == 1
    print("ok     the loss curve is redrawn in its place while training")
    pressed = time.time()
    page.eval("document.querySelector('[data-jupyter-action=\"jupyter-notebook:interrupt-kernel\"]').click()")
    wait("the end of the cell", lambda: not page.eval("document.querySelectorAll('.code_cell')[1].querySelector('.input_prompt').innerText.includes('*')"), 30)
    seconds = time.time() - pressed
    print(f"ok     Stop ended the training after {seconds:.1f} s")
    assert seconds < STOP_WITHIN, f"Stop took {seconds:.1f} s"
    page.eval("Jupyter.notebook.execute_cells([2])")
    text = wait("the end of the last cell", lambda: page.eval(f"{output(2, 'pre')}?.innerText"))
    assert text.strip() == "INTERRUPTED, then FINISHED", text
    print("ok     the same training goes on")


def main(screenshot):
    started = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell("\n".join(line.strip() for line in cell.strip().splitlines())) for cell in CELLS],
            metadata={"kernelspec": {"name": "java", "display_name": "Java", "language": "java"}},
        )
        nbformat.write(notebook, Path(folder) / "browser.ipynb")
        subprocess.run([UDM, "notebook", "--kernelspec", f"{folder}/kernels-of-this-test"], check=True)
        environment = dict(os.environ, JUPYTER_PATH=f"{folder}/kernels-of-this-test")
        server, debugging = free_port(), free_port()
        log = open(Path(folder) / "log", "w")
        try:
            started.append(subprocess.Popen(
                ["jupyter-notebook", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={server}",
                 "--NotebookApp.token=", f"--notebook-dir={folder}"], env=environment, stdout=log, stderr=log))
            wait("the server", lambda: urllib.request.urlopen(f"http://127.0.0.1:{server}/api").status == 200)
            started.append(subprocess.Popen(
                ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--window-size=1100,1400",
                 f"--user-data-dir={folder}/browser", f"--remote-debugging-port={debugging}", "about:blank"],
                stdout=log, stderr=log))
            page = Page(debugging, f"http://127.0.0.1:{server}/notebooks/browser.ipynb")
            try:
                test(page)
            finally:
                page.screenshot(screenshot)
        except (AssertionError, OSError, TimeoutError) as failure:
            print(f"FAILED {type(failure).__name__}: {failure}")
            print("0 passed, 1 failed")
            return 1
        finally:
            for process in reversed(started):
                process.terminate()
                process.wait(timeout=30)
    print("1 passed, 0 failed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
