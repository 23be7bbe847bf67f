package runtask

// defaultConcurrency is how many calls RunAll makes at a time.
const defaultConcurrency = 4

// Progress is how far [RunAll] has come, in tasks.
type Progress struct{ Total, Started, Unplaced, Unknown, NotStarted int }
