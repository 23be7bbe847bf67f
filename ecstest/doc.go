// Package ecstest runs an endpoint of Amazon ECS inside a test or an example.
package ecstest
