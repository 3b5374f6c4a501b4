//! Chooses the instruction set once, at run time.

use std::fmt::{Display, Formatter};
use std::sync::OnceLock;

#[cfg(target_arch = "aarch64")]
use crate::lanes::neon::{F32x4, F64x2};
use crate::lanes::scalar::{PortableF32, PortableF64};
#[cfg(target_arch = "x86_64")]
use crate::lanes::x86::{F32x8, F32x16, F64x4, F64x8};
use crate::lanes::{Element, Lanes};

/// An instruction set with kernels of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// What every processor has; multiply-add is not fused.
    Portable,
    /// NEON, on 64-bit ARM.
    Neon,
    /// AVX2 and FMA.
    Avx2,
    /// AVX-512F and DQ.
    Avx512,
}

impl Level {
    /// Every level, the simplest first.
    pub const ALL: [Level; 4] = [Level::Portable, Level::Neon, Level::Avx2, Level::Avx512];

    /// Returns the name that people and the environment variable `VORONET_LEVEL` use.
    pub fn name(self) -> &'static str {
        match self {
            Level::Portable => "portable",
            Level::Neon => "neon",
            Level::Avx2 => "avx2",
            Level::Avx512 => "avx512",
        }
    }

    /// Returns whether this processor has it.
    pub fn available(self) -> bool {
        match self {
            Level::Portable => true,
            Level::Neon => cfg!(target_arch = "aarch64"),
            Level::Avx2 | Level::Avx512 => cfg!(target_arch = "x86_64") && self <= highest(),
        }
    }

    /// Returns the best level of this processor, or the one that the environment variable
    /// `VORONET_LEVEL` names, if it is set and not empty.
    ///
    /// # Errors
    /// If it names no level, or one that the processor lacks.
    pub fn from_environment() -> Result<Level, LevelError> {
        let asked = std::env::var_os("VORONET_LEVEL").unwrap_or_default();
        if asked.is_empty() {
            return Ok(highest());
        }
        let mut usable = Level::ALL.into_iter().filter(|level| level.available());
        let chosen = usable.find(|level| asked == level.name());
        chosen.ok_or_else(|| LevelError {
            asked: asked.to_string_lossy().into_owned(),
        })
    }

    /// Returns the level [of the environment](Level::from_environment), or the best one
    /// of this processor where that is an error. It is chosen once: later changes of the
    /// environment have no effect.
    pub fn detect() -> Level {
        static CHOSEN: OnceLock<Level> = OnceLock::new();
        *CHOSEN.get_or_init(|| Level::from_environment().unwrap_or_else(|_| highest()))
    }
}

/// The environment variable `VORONET_LEVEL` asks for a level that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelError {
    /// The variable's value.
    pub asked: String,
}

impl Display for LevelError {
    fn fmt(&self, f: &mut Formatter) -> std::fmt::Result {
        let is_known = Level::ALL.iter().any(|level| level.name() == self.asked);
        let fault = if is_known {
            "an instruction set that this processor does not have"
        } else {
            "not the name of an instruction set"
        };
        let usable = Level::ALL.into_iter().filter(|level| level.available());
        let usable: Vec<String> = usable.map(|level| format!("`{}`", level.name())).collect();
        write!(
            f,
            "the environment variable VORONET_LEVEL is `{}`, which is {fault}; \
             here it may be {}, or unset for the best of them",
            self.asked,
            usable.join(", ")
        )
    }
}

impl std::error::Error for LevelError {}

#[cfg(target_arch = "x86_64")]
fn highest() -> Level {
    let avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
    if avx2 && is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512dq") {
        Level::Avx512
    } else if avx2 {
        Level::Avx2
    } else {
        Level::Portable
    }
}

#[cfg(target_arch = "aarch64")]
fn highest() -> Level {
    Level::Neon
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn highest() -> Level {
    Level::Portable
}

/// Work that is written once for all instruction sets.
///
/// `run` and all that it calls must be `#[inline(always)]`, or the instruction
/// set is lost on the way.
pub trait Kernel<T> {
    /// Does the work with vectors `L`.
    fn run<L: Lanes<Element = T>>(self);
}

macro_rules! run {
    ($name:ident, $avx512:ident, $avx2:ident, $element:ty, $wide:ty, $narrow:ty, $neon:ty, $portable:ty) => {
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx512f,avx512dq,avx2,fma")]
        fn $avx512<K: Kernel<$element>>(kernel: K) {
            kernel.run::<$wide>();
        }

        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx2,fma")]
        fn $avx2<K: Kernel<$element>>(kernel: K) {
            kernel.run::<$narrow>();
        }

        pub(crate) fn $name<K: Kernel<$element>>(level: Level, kernel: K) {
            #[cfg(target_arch = "x86_64")]
            match level.min(highest()) {
                // SAFETY: `highest` found the features on this processor.
                Level::Avx512 => unsafe { $avx512(kernel) },
                // SAFETY: likewise.
                Level::Avx2 => unsafe { $avx2(kernel) },
                Level::Portable | Level::Neon => kernel.run::<$portable>(),
            }
            // NEON is part of every 64-bit ARM target: nothing to enable.
            #[cfg(target_arch = "aarch64")]
            if level == Level::Portable {
                kernel.run::<$portable>();
            } else {
                kernel.run::<$neon>();
            }
            #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
            {
                let _ = level;
                kernel.run::<$portable>();
            }
        }
    };
}

run!(
    run_f32,
    avx512_f32,
    avx2_f32,
    f32,
    F32x16,
    F32x8,
    F32x4,
    PortableF32
);
run!(
    run_f64,
    avx512_f64,
    avx2_f64,
    f64,
    F64x8,
    F64x4,
    F64x2,
    PortableF64
);

/// The number of lanes of a vector at a level.
pub fn lane_count<T: Element>(level: Level) -> usize {
    struct Count<'a>(&'a mut usize);
    impl<T> Kernel<T> for Count<'_> {
        #[inline(always)]
        fn run<L: Lanes<Element = T>>(self) {
            *self.0 = L::COUNT;
        }
    }
    let mut count = 0;
    T::dispatch(level, Count(&mut count));
    count
}
