// Package awscli runs the real aws command in tests: to show the request it would
// have sent, or against a server of the test's.
// Nothing leaves the machine, and every run has invented credentials, and neither
// configuration nor cache.
package awscli

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// patience bounds one run of aws, which normally takes about a second.
const patience = time.Minute

// Version is the release of an aws command.
type Version struct{ Major, Minor, Patch int }

var versionText = regexp.MustCompile(`^(?:aws-cli/)?(\d+)\.(\d+)\.(\d+)(?:\s|$)`)

// ParseVersion reads "1.45.11", or the line that aws --version prints.
func ParseVersion(s string) (Version, error) {
	m := versionText.FindStringSubmatch(s)
	if m == nil {
		return Version{}, fmt.Errorf("not a release of the AWS CLI: %q", s)
	}
	var n [3]int
	for i := range n {
		var err error
		if n[i], err = strconv.Atoi(m[i+1]); err != nil {
			return Version{}, err
		}
	}
	return Version{n[0], n[1], n[2]}, nil
}

// Compare orders releases by age: it is negative when v is older than w.
func (v Version) Compare(w Version) int {
	return cmp.Or(
		cmp.Compare(v.Major, w.Major),
		cmp.Compare(v.Minor, w.Minor),
		cmp.Compare(v.Patch, w.Patch),
	)
}

func (v Version) String() string {
	return fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Patch)
}

// MarshalText returns v as String does.
func (v Version) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (v *Version) UnmarshalText(text []byte) (err error) {
	*v, err = ParseVersion(string(text))
	return err
}

// Since says which releases behave in some way: the first of version 1 and of
// version 2 that do, as "v1" and "v2". One that is not there never does. A nil
// Since holds for all.
type Since map[string]Version

// Holds reports whether v behaves so.
func (s Since) Holds(v Version) bool {
	if s == nil {
		return true
	}
	first, ok := s[fmt.Sprintf("v%d", v.Major)]
	return ok && v.Compare(first) >= 0
}

// What old releases do not have.
var (
	// VolumeConfigurations is when start-task and run-task got the option.
	VolumeConfigurations = Since{"v1": {1, 31, 0}, "v2": {2, 15, 0}}
	// ClientToken is from when on run-task certainly has the option.
	ClientToken = Since{"v1": {1, 31, 0}, "v2": {2, 15, 0}}
)

// CLI is an installed aws command. It may be used by several goroutines.
type CLI struct {
	path    string
	version Version
	dir     string // where it runs; empty: in a directory made for the run
	config  string // the text of its configuration
	driver  *driver
}

// Find looks for aws in PATH and asks it for its version. The error of a
// machine that has none matches [exec.ErrNotFound].
func Find() (*CLI, error) {
	path, err := exec.LookPath("aws")
	if err != nil {
		return nil, err
	}
	c := &CLI{path: path, driver: new(driver)}
	res, err := c.Run(context.Background(), "--version")
	if err != nil {
		return nil, err
	}
	if c.version, err = ParseVersion(res.Stdout); err != nil {
		return nil, fmt.Errorf("%s --version: %w%s", path, err, res.Stderr)
	}
	return c, nil
}

// Version returns the release of c.
func (c *CLI) Version() Version { return c.version }

// In returns a copy of c that runs in dir, which is where relative names in
// file:// values start.
func (c *CLI) In(dir string) *CLI {
	d := *c
	d.dir = dir
	return &d
}

// Configured returns a copy of c with the given text as its configuration.
func (c *CLI) Configured(text string) *CLI {
	d := *c
	d.config, d.driver = text, new(driver)
	return &d
}

// Result is what one run of aws came to.
type Result struct {
	Status         int // the exit status
	Stdout, Stderr string
	Request        *Request // from Capture and Send; nil when aws gave up before sending anything
}

// Request is what aws sent.
type Request struct {
	Method, URL string
	Header      http.Header
	Body        []byte
}

// Capture runs aws with args, and answers its request with an empty object. All
// commands that are captured run one after the other in one process, in which
// requests are taken before they are sent: [CLI.Close] ends it. An exit status
// other than 0 is a result, not an error; more than one request, or none in a run
// that succeeded, is an error.
func (c *CLI) Capture(ctx context.Context, args ...string) (Result, error) {
	return c.drive(ctx, command{Args: slices.Concat(args, []string{"--endpoint-url", "http://127.0.0.1:9", "--region", "us-east-1"})})
}

// Send runs aws with args as Capture does, in the same process, but sends its request.
// Unless args have an --endpoint-url on loopback, aws reaches nothing.
func (c *CLI) Send(ctx context.Context, args ...string) (Result, error) {
	return c.drive(ctx, command{Args: args, Send: true})
}

func (c *CLI) drive(ctx context.Context, do command) (Result, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	do.Dir = cmp.Or(c.dir, os.TempDir())
	return c.driver.run(ctx, c, do)
}

// Close ends the process that Capture and Send use.
func (c *CLI) Close() error {
	c.driver.mu.Lock()
	defer c.driver.mu.Unlock()
	return c.driver.end()
}

// Run runs aws with args, away from everything it could read on this machine,
// and waits for its end. An exit status other than 0 is a result, not an error.
// Unless args have an --endpoint-url on loopback, aws reaches nothing.
func (c *CLI) Run(ctx context.Context, args ...string) (Result, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tmp, err := os.MkdirTemp("", "awscli")
	if err != nil {
		return Result{}, err
	}
	defer os.RemoveAll(tmp)
	config := filepath.Join(tmp, "config")
	if err := os.WriteFile(config, []byte(c.config), 0o600); err != nil {
		return Result{}, err
	}

	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, c.path, args...)
	cmd.Dir = cmp.Or(c.dir, tmp)
	cmd.Env = environ(tmp, config)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.WaitDelay = 5 * time.Second // for children that keep the pipes open
	err = cmd.Run()
	if ctx.Err() != nil {
		return Result{}, fmt.Errorf("aws did not end: %w", ctx.Err())
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return Result{}, err
	}
	status := cmd.ProcessState.ExitCode()
	if status < 0 {
		return Result{}, fmt.Errorf("aws: %v", cmd.ProcessState)
	}
	return Result{Status: status, Stdout: stdout.String(), Stderr: stderr.String()}, nil
}

// environ is the whole environment of a run: home is an empty directory but for
// the file config.
func environ(home, config string) []string {
	env := []string{
		"HOME=" + home,
		"TMPDIR=" + home,
		"LC_ALL=C.UTF-8",
		"TZ=UTC", // times without a zone
		"AWS_CONFIG_FILE=" + config,
		"AWS_SHARED_CREDENTIALS_FILE=" + config,
		"AWS_ACCESS_KEY_ID=AKIDEXAMPLE",
		"AWS_SECRET_ACCESS_KEY=example",
		"AWS_EC2_METADATA_DISABLED=true",
		"AWS_MAX_ATTEMPTS=1",
		"AWS_PAGER=",
		"AWS_CLI_AUTO_PROMPT=off",
		// Whatever is not meant for loopback goes nowhere.
		"HTTP_PROXY=http://127.0.0.1:9",
		"HTTPS_PROXY=http://127.0.0.1:9",
		"NO_PROXY=127.0.0.1",
	}
	// What it takes to start aws: it may be a pyenv shim.
	for _, key := range []string{"PATH", "PYENV_ROOT", "PYENV_VERSION"} {
		if value, ok := os.LookupEnv(key); ok {
			env = append(env, key+"="+value)
		}
	}
	return env
}
