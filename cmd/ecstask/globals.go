package main

import (
	"errors"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// label is the form of one part of a host name.
const label = `[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?`

var (
	regionForm = regexp.MustCompile(`^(` + label + `)?$`)
	onlyDigits = regexp.MustCompile(`^[0-9]+$`)
	hostForm   = regexp.MustCompile(`^(` + label + `\.)*` + label + `\.?$`)
)

// check refuses what the AWS CLI refuses before it sends anything.
func (c *connection) check() error {
	if c.Local && (c.Region != nil || c.Profile != nil || c.EndpointURL != nil) {
		return errors.New("--local sends nothing to AWS: leave out --region, --profile and --endpoint-url")
	}
	if r := c.Region; r != nil && (!regionForm.MatchString(*r) || onlyDigits.MatchString(*r)) {
		return errors.New("--region takes the name of a region, such as eu-west-1")
	}
	if c.EndpointURL != nil && !isEndpoint(*c.EndpointURL) {
		return errors.New("--endpoint-url takes http://HOST or https://HOST, with a port and a path or without")
	}
	return nil
}

func isEndpoint(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	if port, err := strconv.Atoi(u.Port()); u.Port() != "" && (err != nil || port > 65535) {
		return false
	}
	host := u.Hostname()
	return len(host) <= 255 && hostForm.MatchString(host) || strings.HasPrefix(u.Host, "[")
}
