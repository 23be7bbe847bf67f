"""Runs many aws commands in one process, and captures each request.

It lies as sitecustomize.py in a directory of PYTHONPATH, so that the Python of
an installed aws command, wherever that is, runs it before the command. Each
line of standard input is a JSON object with the words after aws and the
directory to run in; each line of standard output is what became of them. With
"offer" the command of ECS that the words name does not run: it is described.

Unless the JSON object says to send the request, nothing is sent: the request is
answered with an empty JSON object. A command gets a session of its own; what is shared is the service models, which take most
of the time and are only read.
"""

import base64
import functools
import io
import json
import os
import sys


class Raw(io.BytesIO):
    def stream(self, **_):
        return iter([self.getvalue()])


def text(value):
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


requests = []
really_send = None  # the send method of botocore's HTTP session, while requests are sent


def send(session, request):
    """Takes the place of the send method of botocore's HTTP session."""
    body = request.body or b""
    if hasattr(body, "read"):
        body = body.read()
    if isinstance(body, str):
        body = body.encode()
    requests.append({
        "method": request.method,
        "url": request.url,
        "header": {name: [text(value)] for name, value in request.headers.items()},
        "body": base64.b64encode(body).decode(),
    })
    if really_send:
        return really_send(session, request)
    from botocore.awsrequest import AWSResponse

    return AWSResponse(request.url, 200, {"Content-Type": "application/json"}, Raw(b"{}"))


def run(main, args, directory):
    """Returns what one command came to."""
    os.chdir(directory)
    requests.clear()
    streams = sys.stdin, sys.stdout, sys.stderr
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    sys.stdin, sys.stdout, sys.stderr = io.StringIO(), out, err
    sys.argv = ["aws", *args]
    try:
        status = main()
    except SystemExit as e:
        status = e.code
    finally:
        sys.stdin, sys.stdout, sys.stderr = streams
    out.flush()
    err.flush()
    return {
        "status": status or 0,
        "stdout": out.buffer.getvalue().decode("utf-8", "replace"),
        "stderr": err.buffer.getvalue().decode("utf-8", "replace"),
        "requests": requests,
    }


def options(table):
    """Yields how argparse takes each option, once all customizations are made."""
    from awscli.argparser import ArgTableArgParser

    for action in ArgTableArgParser(table)._actions:
        yield {
            "name": action.option_strings[-1],
            "words": "1" if action.nargs is None else str(action.nargs),
            "required": action.required,
            "choices": [str(choice) for choice in action.choices or ()],
        }


def members(path, structure):
    """Yields the members of a structure of the service's model, and those below."""
    for name, shape in structure.members.items():
        at, doc, limits = f"{path}.{name}", shape.documentation, []
        while True:
            traits = shape._shape_model
            limits += [f"{limit}={traits[limit]}" for limit in ("min", "max", "pattern") if limit in traits]
            if shape.type_name != "list":
                break
            at, shape = at + "[]", shape.member
        yield {
            "path": at,
            "type": shape.type_name,
            "shape": shape.name,
            "required": name in structure.required_members,
            "enum": traits.get("enum", []),
            "limits": limits,
            "documentation": doc,
        }
        if shape.type_name == "structure":
            yield from members(at, shape)


def offer(driver, name):
    """Prints what a command of ECS offers."""
    command = driver._get_command_table()["ecs"]._get_command_table()[name]
    model = command._operation_model
    json.dump({
        "options": list(options(command.arg_table)),
        "global": list(options(driver._get_argument_table())),
        "members": list(members(model.name, model.input_shape)),
    }, sys.stdout)


def serve():
    lines, answers = sys.stdin, os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what writes to the file descriptor itself spoils no answer
    from awscli import clidriver  # first: version 2 has a botocore of its own
    from botocore import httpsession, session

    global really_send
    original, httpsession.URLLib3Session.send = httpsession.URLLib3Session.send, send
    session.create_loader = functools.cache(session.create_loader)
    for line in lines:
        command = json.loads(line)
        really_send = original if command["send"] else None
        main = clidriver.main
        if command["offer"]:
            main = functools.partial(offer, clidriver.create_clidriver(), *command["args"])
        answers.write(json.dumps(run(main, command["args"], command["dir"])) + "\n")
        answers.flush()


try:
    serve()
except BaseException:
    import traceback

    traceback.print_exc()
    sys.stderr.flush()
    os._exit(1)
os._exit(0)
