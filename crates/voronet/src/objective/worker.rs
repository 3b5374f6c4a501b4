//! Scratch memory by thread.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// One `S` for each thread of the current pool and one for its caller.
pub struct Workers<S>(Vec<Mutex<S>>);

impl<S> Workers<S> {
    /// Makes one for each thread of the current pool and one for its caller.
    pub fn new(make: impl Fn() -> S) -> Workers<S> {
        let n = rayon::current_num_threads() + 1;
        Workers((0..n).map(|_| Mutex::new(make())).collect())
    }

    /// Returns this thread's own, which is never contended. Hold it across no parallel
    /// call: a thread that waits there takes other work, which asks for the same scratch.
    pub fn own(&self) -> MutexGuard<'_, S> {
        let caller = self.0.len() - 1;
        let index = rayon::current_thread_index().map_or(caller, |i| i.min(caller));
        // A panic elsewhere leaves nothing half-written that is read again.
        self.0[index].lock().unwrap_or_else(PoisonError::into_inner)
    }
}
