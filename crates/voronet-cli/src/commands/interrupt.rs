//! Ctrl-C and requests to terminate.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::consts;
use signal_hook::flag::{register, register_conditional_shutdown, register_usize};

use crate::failure::Failure;

#[cfg(unix)]
const SIGNALS: [i32; 3] = [consts::SIGINT, consts::SIGTERM, consts::SIGHUP];
#[cfg(not(unix))]
const SIGNALS: [i32; 2] = [consts::SIGINT, consts::SIGTERM];

/// What a process is told that has reached its limit of a file's size (`ulimit -f`), on
/// Linux and macOS. Once it is heard, the write fails like that on a full disk.
#[cfg(unix)]
const SIGXFSZ: i32 = 25;

/// Hears the first signal, which asks for an orderly end; a second one ends the
/// program at once.
pub struct Interrupt {
    asked: Arc<AtomicBool>,
    /// The exit status, 128 and the signal's number.
    status: Arc<AtomicUsize>,
}

impl Interrupt {
    /// From now on.
    pub fn listen() -> Result<Interrupt, Failure> {
        let asked = Arc::new(AtomicBool::new(false));
        let status = Arc::new(AtomicUsize::new(0));
        for signal in SIGNALS {
            let code = 128 + signal;
            // What is registered first is done first: a first signal does not end it.
            register_conditional_shutdown(signal, code, Arc::clone(&asked))
                .and_then(|_| register_usize(signal, Arc::clone(&status), code as usize))
                .and_then(|_| register(signal, Arc::clone(&asked)))
                .map_err(Failure::run)?;
        }
        #[cfg(unix)]
        register(SIGXFSZ, Arc::default()).map_err(Failure::run)?;
        Ok(Interrupt { asked, status })
    }

    /// Set by the first signal.
    pub fn flag(&self) -> &AtomicBool {
        &self.asked
    }

    /// Whether an orderly end was asked for.
    pub fn is_asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }

    /// The failure that tells the shell of the signal, if there was one.
    pub fn check(&self) -> Result<(), Failure> {
        match self.is_asked() {
            true => Err(Failure::Interrupted(
                self.status.load(Ordering::Relaxed) as u8
            )),
            false => Ok(()),
        }
    }
}
