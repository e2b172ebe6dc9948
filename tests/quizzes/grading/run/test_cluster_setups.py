"""The guide's set-ups for SLURM and Kubernetes, held to what dask-jobqueue, Dask's operator and Kubernetes take."""

import os
import re
import runpy
import warnings
from pathlib import Path

import dask.config
import jsonschema
import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[4]
GUIDE = PROJECT / "book" / "instructors" / "cluster"
KEY = "/etc/grading/grading.key"


def strict(schema):
    """Return an OpenAPI schema that allows only what it names, as the API server keeps only that."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: strict(part) for name, part in schema.items()}
    if isinstance(schema.get("properties"), dict) and not schema.get("x-kubernetes-preserve-unknown-fields"):
        made.setdefault("additionalProperties", False)
    if schema.get("x-kubernetes-int-or-string"):
        made["type"] = ["integer", "string"]
    return made


@pytest.fixture(scope="module")
def operator():
    """The schema of a DaskCluster, from the operator's own package."""
    import dask_kubernetes

    charts = Path(dask_kubernetes.__file__).parent / "operator" / "deployment" / "helm"
    definition = yaml.safe_load((charts / "dask-kubernetes-operator" / "crds" / "daskcluster.yaml").read_text())
    (version,) = definition["spec"]["versions"]
    schema = version["schema"]["openAPIV3Schema"]
    schema["properties"] |= {
        "metadata": {"type": "object"},
        "apiVersion": {"type": "string"},
        "kind": {"const": "DaskCluster"},
    }
    return strict(schema)


@pytest.fixture
def manifest():
    return {each["kind"]: each for each in yaml.safe_load_all((GUIDE / "kubernetes.yaml").read_text(encoding="utf-8"))}


def test_operator_takes_the_guides_cluster_and_would_drop_none_of_it(manifest, operator):
    cluster = manifest["DaskCluster"]
    jsonschema.validate(cluster, operator)
    cluster["spec"]["worker"]["spec"]["hostUsers"] = False
    with pytest.raises(jsonschema.ValidationError, match="'hostUsers' was unexpected"):
        jsonschema.validate(cluster, operator)


def test_operator_knows_no_user_namespaces_so_workers_are_a_deployment(manifest, operator):
    pod = operator["properties"]["spec"]["properties"]["worker"]["properties"]["spec"]["properties"]
    assert "hostNetwork" in pod and "hostUsers" not in pod, "with hostUsers the operator could run the workers, too"
    assert manifest["Deployment"]["spec"]["template"]["spec"]["hostUsers"] is False


def test_cluster_is_named_and_served_as_the_operators_own_template_does(manifest):
    from dask_kubernetes.operator import make_cluster_spec

    image = "registry.example.edu/recurrent:1"
    template = make_cluster_spec("grading", image=image, n_workers=0)
    ours = manifest["DaskCluster"]
    for name in ("apiVersion", "kind", "metadata"):
        assert ours[name] == template[name]
    theirs = template["spec"]["scheduler"]["service"]
    service = ours["spec"]["scheduler"]["service"]
    assert service["selector"] == theirs["selector"] and service["type"] == theirs["type"]
    assert service["ports"] == [port for port in theirs["ports"] if port["name"] == "tcp-comm"]
    assert ours["spec"]["worker"]["replicas"] == template["spec"]["worker"]["replicas"] == 0


def unknown(value, kind, where):
    """Yield what Kubernetes' own model of a resource has no field for."""
    from kubernetes import client

    if kind.startswith("list["):
        for number, part in enumerate(value):
            yield from unknown(part, kind[5:-1], f"{where}[{number}]")
    elif hasattr(client, kind) and hasattr(getattr(client, kind), "openapi_types"):
        model = getattr(client, kind)
        names = {json: name for name, json in model.attribute_map.items()}
        for key, part in value.items():
            if key not in names:
                yield f"{where}.{key}"
            else:
                yield from unknown(part, model.openapi_types[names[key]], f"{where}.{key}")


def test_kubernetes_knows_every_field_of_the_workers_and_of_the_policy(manifest):
    assert list(unknown(manifest["Deployment"], "V1Deployment", "")) == []
    assert list(unknown(manifest["NetworkPolicy"], "V1NetworkPolicy", "")) == []
    wrong = {**manifest["NetworkPolicy"], "spec": {"podSelector": {"labels": {}}}}
    assert list(unknown(wrong, "V1NetworkPolicy", "")) == [".spec.podSelector.labels"]


def test_workers_try_the_sandbox_first_and_under_the_same_rights(manifest):
    pod = manifest["Deployment"]["spec"]["template"]["spec"]
    (doctor,), (worker,) = pod["initContainers"], pod["containers"]
    assert doctor["command"] == ["quizzes", "doctor"]
    assert doctor["securityContext"] == worker["securityContext"] and doctor["image"] == worker["image"]
    assert worker["securityContext"]["procMount"] == "Unmasked", "which Kubernetes allows where hostUsers is false"
    assert not pod["automountServiceAccountToken"]
    assert worker["command"][:3] == ["dask", "worker", "tls://grading-scheduler:8786"]
    (policy,) = manifest["NetworkPolicy"]["spec"]["ingress"]
    assert policy["from"][0]["podSelector"]["matchLabels"].items() <= (
        manifest["Deployment"]["spec"]["template"]["metadata"]["labels"].items()
    )
    chosen = manifest["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"]
    assert chosen == manifest["DaskCluster"]["spec"]["scheduler"]["service"]["selector"]


def test_slurm_gets_the_job_that_the_guide_shows(tmp_path, monkeypatch):
    from cryptography import x509  # noqa: F401  dask-kubernetes brings it, and Dask makes certificates with it
    from distributed import Security

    made = Security.temporary()
    (tmp_path / "grading.pem").write_text(made.tls_ca_file)
    (tmp_path / "grading.key").write_text(made.tls_client_key)
    settings = (GUIDE / "dask.yaml").read_text(encoding="utf-8").replace("/etc/grading", str(tmp_path))
    monkeypatch.setenv("DASK_CONFIG", "/etc/grading/dask.yaml")
    here = {"interface": None, "scheduler_options": {"host": "127.0.0.1", "dashboard": False}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of dask-jobqueue, about pkg_resources and the loop
        with dask.config.set(dask.config.merge(dask.config.config, yaml.safe_load(settings))):
            script = runpy.run_path(str(GUIDE / "slurm.py"))
            with script["make_cluster"](**here) as cluster:
                assert cluster.scheduler_address.startswith("tls://")
                job = cluster.job_script().replace(str(tmp_path), "/etc/grading")
    job = re.sub(r"tls://127\.0\.0\.1:\d+", "tls://login-node:8786", job).replace("dummy-name", "NAME")
    golden = GUIDE / "job.txt"
    if os.environ.get("REWRITE_GUIDE"):
        golden.write_text(job, encoding="utf-8")
    assert job == golden.read_text(encoding="utf-8")
    assert f"--tls-key {KEY}" in job and job.index("quizzes doctor || exit 1") < job.index("dask_worker")
