package preflight

import "time"

// WithClock replaces the time that a Cache goes by.
func WithClock(now func() time.Time) CacheOption { return func(c *Cache) { c.now = now } }
