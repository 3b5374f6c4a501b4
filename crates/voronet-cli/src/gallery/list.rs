//! Which problems the gallery shows, in its order, with the texts of their files: the program
//! carries them along, so that it needs no checkout.

use super::{Entry, Section};

/// A file of `problems/`, as it is when the program is built.
macro_rules! problems {
    ($path:expr) => {
        include_str!(concat!("../../../../problems/", $path))
    };
}

/// An entry: its name, the target of its error, and its file where that is none of
/// `problems/gallery/` by the same name.
macro_rules! entry {
    ($name:literal, $target:literal) => {
        entry!($name, $target, "gallery", $name)
    };
    ($name:literal, $target:literal, $folder:literal, $file:expr) => {
        Entry {
            name: $name,
            folder: $folder,
            file: concat!($file, ".toml"),
            text: problems!(concat!($folder, "/", $file, ".toml")),
            target: $target,
            quick: None,
        }
    };
}

/// All of it.
pub const GALLERY: &[Section] = &[
    Section {
        title: "Potentials and steady states",
        entries: &[
            entry!("poisson-1d", 1e-5).quick(600),
            entry!("poisson-2d", 1e-5),
            entry!("poisson-3d", 1e-5),
            entry!("disk", 1e-5).quick(400),
            entry!("l-shape", 1e-3),
            entry!("minimal-surface", 1e-5),
            entry!("helmholtz", 1e-5),
            entry!("helmholtz-high-frequency", 1e-4),
        ],
    },
    Section {
        title: "Heat and transport",
        entries: &[
            entry!("heat-1d", 1e-5).quick(600),
            entry!("heat-2d", 1e-5),
            entry!("heat-3d", 1e-5),
            entry!("advection", 1e-5).quick(600),
            entry!("convection-diffusion", 1e-5),
            entry!("black-scholes", 1e-3),
        ],
    },
    Section {
        title: "Waves",
        entries: &[
            entry!("wave-1d", 1e-5),
            entry!("wave-2d", 1e-5),
            entry!("klein-gordon", 1e-5),
            entry!("maxwell", 1e-5),
            entry!("schroedinger", 1e-5),
            entry!("korteweg-de-vries", 1e-5),
        ],
    },
    Section {
        title: "Reactions, fronts and phases",
        entries: &[
            entry!("burgers-1d", 1e-5, "textbook", "burgers"),
            entry!("burgers-2d", 1e-5),
            entry!("fisher", 1e-5),
            entry!("allen-cahn", 1e-5, "textbook", "allen-cahn"),
            entry!("cahn-hilliard", 1e-5),
            entry!("gray-scott", 1e-5),
        ],
    },
    Section {
        title: "Flows",
        entries: &[
            entry!("kovasznay", 1e-5),
            entry!("taylor-green", 1e-5),
            entry!("beltrami", 1e-5),
            entry!("cavity-100", 5e-3),
            entry!("cavity-1000", 3e-2),
            entry!("cylinder", 1e-3),
        ],
    },
    Section {
        title: "Solids",
        entries: &[
            entry!("beam", 1e-5),
            entry!("clamped-plate", 1e-5),
            entry!("elasticity-2d", 1e-5),
            entry!("elasticity-3d", 1e-5),
            entry!("plane-stress", 1e-5),
        ],
    },
    Section {
        title: "Motions and reactions in time alone",
        entries: &[
            entry!("pendulum", 1e-5),
            entry!("lotka-volterra", 1e-5).quick(600),
            entry!("robertson", 1e-5),
        ],
    },
    Section {
        title: "Long times",
        entries: &[
            entry!("convection-50", 1e-5),
            entry!("oscillator-50", 1e-5),
            entry!("lorenz", 1e-5),
            entry!("sine-gordon-breather", 1e-5),
            entry!("kuramoto-sivashinsky", 1e-5),
        ],
    },
    Section {
        title: "Coefficients from measurements",
        entries: &[
            entry!("inverse-decay", 1e-2),
            entry!("inverse-diffusivity", 1e-3),
            entry!("inverse-burgers", 1e-3),
            entry!("inverse-speed", 1e-3),
            entry!("inverse-lorenz", 1e-3),
            entry!("inverse-conductivity", 1e-3),
        ],
    },
    Section {
        title: "Many inputs, families and chance",
        entries: &[
            entry!("poisson-10d", 1e-4),
            entry!("heat-10d", 1e-4),
            entry!("hamilton-jacobi-bellman-10d", 1e-4),
            entry!("fokker-planck-10d", 1e-4),
            entry!("basket-option", 1e-3),
            entry!("parametric-diffusion", 1e-5),
            entry!("stochastic-diffusion", 1e-4),
        ],
    },
];

/// The tables that these problems name, by their paths in `problems/`.
pub const TABLES: &[(&str, &str)] = {
    macro_rules! tables {
        ($($path:literal),* $(,)?) => {
            &[$(($path, problems!($path))),*]
        };
    }
    tables![
        "gallery/references/cahn-hilliard.csv",
        "gallery/references/cavity-100.csv",
        "gallery/references/cavity-1000.csv",
        "gallery/references/cylinder.csv",
        "gallery/references/gray-scott.csv",
        "gallery/references/inverse-burgers-solution.csv",
        "gallery/references/inverse-burgers.csv",
        "gallery/references/inverse-conductivity-solution.csv",
        "gallery/references/inverse-conductivity.csv",
        "gallery/references/inverse-decay.csv",
        "gallery/references/inverse-diffusivity.csv",
        "gallery/references/inverse-lorenz-solution.csv",
        "gallery/references/inverse-lorenz.csv",
        "gallery/references/inverse-speed.csv",
        "gallery/references/kuramoto-sivashinsky.csv",
        "gallery/references/lorenz.csv",
        "gallery/references/lotka-volterra.csv",
        "gallery/references/pendulum.csv",
        "gallery/references/robertson.csv",
        "harder/references/allen-cahn.csv",
    ]
};
