//! Ctrl-C and requests to terminate.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use crate::failure::Failure;

/// The signal that came, 0 before.
static CAME: OnceLock<Arc<AtomicUsize>> = OnceLock::new();

/// Set by Ctrl-C or a request to terminate; a second one ends at once.
pub fn interrupt() -> Result<Arc<AtomicBool>, Failure> {
    let set = Arc::new(AtomicBool::new(false));
    let came = CAME.get_or_init(Arc::default);
    for signal in [SIGINT, SIGTERM] {
        // The first signal finds the flag down here and goes on to raise it.
        let second = Arc::clone(&set);
        flag::register_conditional_shutdown(signal, 128 + signal, second).map_err(Failure::run)?;
        flag::register(signal, Arc::clone(&set)).map_err(Failure::run)?;
        flag::register_usize(signal, Arc::clone(came), signal as usize).map_err(Failure::run)?;
    }
    Ok(set)
}

/// The exit status of a command that a signal ended early: 128 and the signal's number,
/// so that a script can tell it from one that did all its work.
pub fn status() -> Option<u8> {
    let signal = CAME.get()?.load(Ordering::Relaxed);
    (signal != 0).then_some(128 + signal as u8)
}
