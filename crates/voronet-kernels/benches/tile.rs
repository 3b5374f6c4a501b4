//! Forward and forward-plus-reverse over tiles, one thread: time and fraction of
//! the fused-multiply-add peak measured beside it.
//!
//! `cargo bench -p voronet-kernels --bench tile`

mod peak;

use voronet_kernels::{
    Activation, Element, Input, JetLayout, Level, Mlp, Mode, Packed, Tile, orders,
};

use peak::{fastest, peak};

fn bench<T: Element>(name: &str, width: usize, jet: &JetLayout, tile_points: usize, peak: f64) {
    let mlp = Mlp {
        widths: vec![2, width, width, width, width, 1],
        activation: Activation::Sine,
    };
    let mut packed = Packed::<T>::new(&mlp, Level::detect());
    let theta: Vec<T> = (0..mlp.parameters())
        .map(|i| T::from_f64(0.3 * (i as f64 * 0.7).sin()))
        .collect();
    packed.pack(&theta);
    let points = 10_000 / tile_points * tile_points;
    let mut gradient = vec![T::default(); theta.len()];
    let mut run = |mode: Mode| {
        let inputs = [0, 1].map(|coordinate| Input::Scaled {
            coordinate,
            factor: 1.0,
        });
        let mut tile = Tile::new(&packed, jet, &inputs, tile_points, mode);
        fastest(20, || {
            for _ in 0..points / tile_points {
                for i in 0..2 {
                    tile.input_mut(i, 0).fill(T::from_f64(0.4));
                }
                tile.forward(&packed, &mut || ());
                if mode == Mode::Differentiate {
                    for c in 0..jet.len() {
                        tile.output_adjoint_mut(0, c).fill(T::from_f64(1.0));
                    }
                    tile.reverse(&packed, &mut gradient, &mut || ());
                }
            }
        })
    };
    let work = 2.0 * (mlp.products() * jet.len() * points) as f64;
    let (forward, both) = (run(Mode::Evaluate), run(Mode::Differentiate));
    println!(
        "{name:<28} width {width:>3}  tile {tile_points:>3}  forward {:>7.3} ms ({:>4.0}%)  forward + reverse {:>7.3} ms ({:>4.0}%)",
        forward * 1e3,
        100.0 * work / forward / peak,
        both * 1e3,
        300.0 * work / both / peak,
    );
}

fn main() {
    let level = Level::detect();
    let single = peak::<f32>(level);
    let double = peak::<f64>(level);
    println!(
        "{level:?}, one thread: peak {:.0} GFLOP/s f32, {:.0} GFLOP/s f64",
        single / 1e9,
        double / 1e9
    );
    let value = JetLayout::value();
    let four = JetLayout::new(&[orders([1]), orders([0, 2])], &[]);
    let heat = JetLayout::new(&[], &[vec![(1.0, orders([1])), (-1.0, orders([0, 2]))]]);
    for points in [48, 64, 96, 128, 192] {
        bench::<f32>("value", 32, &value, points * 3, single);
        bench::<f32>("value, ∂t − ∂xx, ∂x", 32, &heat, points, single);
        bench::<f32>("value, ∂t, ∂x, ∂xx", 32, &four, points, single);
    }
    for width in [20, 50, 64, 128] {
        bench::<f32>("value, ∂t − ∂xx, ∂x", width, &heat, 96, single);
    }
    bench::<f64>("value, ∂t, ∂x, ∂xx", 32, &four, 48, double);
}
