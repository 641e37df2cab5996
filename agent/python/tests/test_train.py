"""A real training job on the tiny model: whole, killed, stopped, refused."""

import signal
import time

from conftest import events, result

STAGES = ["loading", "measuring-before", "training", "measuring-after", "merging", "converting"]


def wait_for_step(process, folder, step):
    while not any(event["step"] >= step for event in events(folder, "step-logged")):
        assert process.poll() is None, (folder / "log.txt").read_text()
        time.sleep(0.005)


def losses(folder):
    return {event["step"]: event["loss"] for event in events(folder, "step-logged")}


def test_a_job_learns_and_leaves_everything_behind(finished):
    report = result(finished)
    assert report["heldOutLoss"]["after"] < 0.9 * report["heldOutLoss"]["before"]
    assert [event["stage"] for event in events(finished, "stage-ended")] == STAGES
    assert sorted(losses(finished)) == list(range(1, report["steps"] + 1))
    assert events(finished, "step-logged")[-1]["usefulTokens"] == report["usefulTokens"]
    assert {"Qinghe", "Sluice"} <= set(report["markers"])
    assert report["general"]["asked"] == 6
    paths = {item["path"] for item in report["files"]}
    assert {"gguf/model-f16.gguf", "merged/model.safetensors", "adapter/adapter_model.safetensors"} <= paths
    assert all((finished / path).is_file() for path in paths)
    assert not list(finished.rglob("*.bin")) and not list(finished.rglob("*.pt"))


def test_killed_in_mid_training_it_goes_on_elsewhere_and_repeats_nothing(glue, job, finished):
    folder = glue.folder(job())
    process = glue.start("train", folder)
    wait_for_step(process, folder, 12)
    process.kill()
    process.wait()
    code, second = glue.run("train", job(resumeFrom=str(folder)))
    assert code == 0, (second / "log.txt").read_text()
    whole, after = losses(finished), losses(second)
    assert min(after) > 1 and (min(after) - 1) % 5 == 0  # the step after a checkpoint
    assert max(after) == max(whole)
    # Same order, same moments, same dropout: the very losses of the undisturbed job.
    assert all(abs(after[step] - whole[step]) < 1e-4 for step in after)
    assert (second / "baseline.json").read_bytes() == (folder / "baseline.json").read_bytes()
    assert result(second)["usefulTokens"] == result(finished)["usefulTokens"]
    assert abs(result(second)["heldOutLoss"]["after"] - result(finished)["heldOutLoss"]["after"]) < 1e-3


def test_sigterm_saves_and_ends_with_75(glue, job):
    folder = glue.folder(job({"saveEverySteps": 10000, "epochs": 50}))
    process = glue.start("train", folder)
    wait_for_step(process, folder, 3)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 75
    saved, last = events(folder, "checkpoint-saved")[-1], events(folder, "step-logged")[-1]
    assert saved["step"] == last["step"]
    assert (folder / saved["path"] / "state.json").is_file()
    assert not events(folder, "failed") and not (folder / "result.json").exists()


def test_bad_input_is_one_sentence_with_a_code(glue, job, tmp_path):
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"messages": [{"role": "user"}]}\n')
    code, folder = glue.run("train", job(data={"train": str(broken), "heldOut": str(broken)}))
    failed = events(folder)[-1]
    assert (code, failed["type"], failed["code"]) == (1, "failed", "bad-data")
    assert "Line 1" in failed["message"]
