#!/usr/bin/env python3
"""Plays the Anthropic Messages API on the loopback interface, over HTTPS, for one command.

    messages-server.py --play STEP[,STEP...] [--log FILE] [--answer FILE] [--name HOST] [--untrusted]
                       [--authority VARIABLE] [--proxy LOG] -- COMMAND...

Makes a certificate with openssl in a temporary folder, listens, runs COMMAND with ANTHROPIC_BASE_URL and CURL_CA_BUNDLE
(or the variable of --authority) set, and ends with its status. With --proxy an HTTP proxy that tunnels by CONNECT listens too,
HTTPS_PROXY names it, and each line of LOG is what it was asked for. Requests are answered by the steps in turn, the last one again and again:

    200         the answer of --answer, else a fixed one     drip        one byte in 0.2 s, for ever
    401 529 ... an error of that status                      cut         half an answer, then the connection closes
    429:N       an error with retry-after: N                 big         8 MiB
    429:date    the same as a date a second ahead            malformed   no JSON
    429;a=b;... an error with these headers                  200:TYPE    an error object of that type with status 200
    text        an error as text with status 200
    echo        an error that repeats the key                redirect    to another address
"""
import argparse, email.utils, http.server, json, os, shutil, socket, ssl, subprocess, sys, tempfile, threading, time

parser = argparse.ArgumentParser()
parser.add_argument("--play", required=True)
parser.add_argument("--log")
parser.add_argument("--answer")
parser.add_argument("--name", default="localhost")
parser.add_argument("--untrusted", action="store_true")
parser.add_argument("--authority", default="CURL_CA_BUNDLE")
parser.add_argument("--proxy")
parser.add_argument("--refuse", type=int, help="the proxy refuses to connect, with this status")
parser.add_argument("command", nargs="+")
options = parser.parse_args()
steps = options.play.split(",")
lock = threading.Lock()
ANSWER = json.dumps({"type": "message", "content": [{"type": "text", "text": "Hello"}], "stop_reason": "end_turn"})


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def reply(self, status, body, headers=()):
        body = body.encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def error(self, status, text="played", headers=()):
        self.reply(status, json.dumps({"type": "error", "error": {"type": "played", "message": text}}), headers)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        with lock:
            step = steps.pop(0) if len(steps) > 1 else steps[0]
            if options.log:
                with open(options.log, "a") as log:
                    entry = {"time": time.time(), "path": self.path, "key": self.headers["x-api-key"], "body": json.loads(body)}
                    entry["version"] = self.headers["anthropic-version"]
                    log.write(json.dumps(entry) + "\n")
        try:
            self.play(step)
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
            self.close_connection = True

    def play(self, step):
        if step == "200":
            self.reply(200, open(options.answer).read() if options.answer else ANSWER)
        elif step == "429:date":
            self.error(429, headers=[("retry-after", email.utils.formatdate(time.time() + 2, usegmt=True))])
        elif step.startswith("429:"):
            self.error(429, headers=[("retry-after", step[4:])])
        elif ";" in step:
            status, *headers = step.split(";")
            self.error(int(status), headers=[tuple(header.split("=", 1)) for header in headers])
        elif step == "empty":
            self.reply(200, "{}")
        elif step.startswith("200:"):
            self.reply(200, json.dumps({"type": "error", "error": {"type": step[4:], "message": "played"}}))
        elif step == "echo":
            self.error(400, "the key " + self.headers["x-api-key"] + " is odd")
        elif step == "redirect":
            self.error(307, headers=[("location", "https://localhost:1/elsewhere")])
        elif step == "text":
            self.reply(200, json.dumps({"error": "played"}))
        elif step == "malformed":
            self.reply(200, "<html>It works!</html>")
        elif step == "big":
            self.reply(200, '{"a": "' + "x" * (8 << 20) + '"}')
        elif step == "cut":
            self.send_response(200)
            self.send_header("content-length", "1000")
            self.end_headers()
            self.wfile.write(b'{"content": [')
            self.close_connection = True
        elif step == "drip":
            self.send_response(200)
            self.send_header("content-length", "1000")
            self.end_headers()
            for _ in range(100):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.2)
        else:
            self.error(int(step))


class Tunnel(http.server.BaseHTTPRequestHandler):
    """A proxy that opens a connection and passes bytes on both ways (RFC 9110, 9.3.6)."""

    def log_message(self, *arguments):
        pass

    def do_CONNECT(self):
        with lock, open(options.proxy, "a") as log:
            log.write("CONNECT " + self.path + "\n")
        if options.refuse:
            self.send_response(options.refuse, "Refused")
            self.send_header("content-length", "0")
            self.end_headers()
            return
        host, port = self.path.rsplit(":", 1)
        with socket.create_connection((host, int(port))) as other:
            self.send_response(200, "Connection established")
            self.end_headers()
            self.wfile.flush()
            back = threading.Thread(target=self.pass_on, args=(other, self.connection), daemon=True)
            back.start()
            self.pass_on(self.connection, other)
            back.join()
        self.close_connection = True

    @staticmethod
    def pass_on(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass


folder = tempfile.mkdtemp()
try:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
         "/CN=" + options.name, "-addext", "subjectAltName=DNS:" + options.name, "-keyout", folder + "/key", "-out", folder + "/cert"],
        check=True, stderr=subprocess.DEVNULL)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder + "/cert", folder + "/key")
    # The handshake belongs to the connection's own thread.
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.handle_error = lambda *arguments: None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    environment = dict(os.environ, ANTHROPIC_BASE_URL="https://localhost:%d" % server.server_address[1], NO_PROXY="localhost")
    # What the machine has of its own would win.
    for name in ("CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR", "https_proxy", "all_proxy", "no_proxy"):
        environment.pop(name, None)
    if not options.untrusted:
        environment[options.authority] = folder + "/cert"
    if options.proxy:
        proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tunnel)
        proxy.daemon_threads = True
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        environment["HTTPS_PROXY"] = "http://127.0.0.1:%d" % proxy.server_address[1]
        del environment["NO_PROXY"]
    status = subprocess.run(options.command, env=environment).returncode
finally:
    shutil.rmtree(folder)
sys.exit(status if status >= 0 else 128 - status)
