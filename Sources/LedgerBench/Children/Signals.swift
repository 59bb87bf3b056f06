import Glibc

/// Runs `body` with no signal blocked on this thread, so that what it starts gets its signals: a
/// child inherits the mask of the thread that starts it, and the threads of Swift's pool block all
/// they can. `pgbench`, whose end is an alarm, would run for ever.
func withSignals<Result>(_ body: () throws -> Result) rethrows -> Result {
    var none = sigset_t()
    var mask = sigset_t()
    unsafe sigemptyset(&none)
    unsafe pthread_sigmask(SIG_SETMASK, &none, &mask)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &mask, nil) }
    return try body()
}
