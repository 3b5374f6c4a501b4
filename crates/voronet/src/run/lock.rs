//! One process at a time writes into the folder of a run.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};

use super::checkpoints::{self, CHECKPOINTS};
use super::{Error, Folder};
use crate::output;

/// The file that is locked, beside the checkpoints.
pub(super) const LOCK: &str = "lock";

/// Keeps others away from a folder while it lives. The system lets go of it when the process ends,
/// however that ends.
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the folder for this process, whose number is written into the file.
    ///
    /// # Errors
    /// If another one has it, or the file cannot be made.
    pub fn take(folder: &Folder) -> Result<Lock, Error> {
        let around = folder.file(CHECKPOINTS);
        let path = around.join(LOCK);
        checkpoints::make(&around)?;
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let opened = options.open(&path);
        let mut file = opened.map_err(|cause| output::Error::Write { path, cause })?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => {
                let mut owner = String::new();
                let _ = file.read_to_string(&mut owner);
                return Err(Error::InUse {
                    path: folder.path().to_path_buf(),
                    process: owner.trim().parse().ok(),
                });
            }
            // Not every file system knows of locks.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        // The number is for people; the lock is what counts.
        let _ = file.set_len(0);
        let _ = writeln!(file, "{}", std::process::id());
        Ok(Lock { _file: file })
    }
}
