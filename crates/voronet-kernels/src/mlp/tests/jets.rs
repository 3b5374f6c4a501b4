//! Jets of all kinds, and which of them have compositions of their own.

use super::super::compose::Kind;
use crate::jet::{JetLayout, Orders, Program, orders};

/// All jets used below: value only, first order, heat operator, Laplacian,
/// mixed second, third and fourth order, a fourth-order combination.
pub fn jets(inputs: usize) -> Vec<JetLayout> {
    let mut jets = vec![
        JetLayout::value(),
        JetLayout::new(&[orders([1])], &[]),
        JetLayout::new(&[orders([2])], &[]),
    ];
    jets.push(JetLayout::new(
        &[orders([4])],
        &[vec![(0.5, orders([1])), (1.0, orders([3]))]],
    ));
    if inputs > 1 {
        jets.push(JetLayout::new(
            &[],
            &[vec![(1.0, orders([1])), (-1.0, orders([0, 2]))]],
        ));
        jets.push(JetLayout::new(
            &[orders([1, 1]), orders([0, 2])],
            &[vec![(1.0, orders([2])), (1.0, orders([0, 2]))]],
        ));
        jets.push(JetLayout::new(&[orders([2, 2]), orders([1, 2])], &[]));
    }
    jets.extend(
        known_jets()
            .into_iter()
            .filter_map(|(needed, jet, _)| (needed <= inputs).then_some(jet)),
    );
    jets
}

/// Derivatives, each a component.
fn apart(derivatives: &[Orders]) -> JetLayout {
    JetLayout::new(derivatives, &[])
}

/// One operator.
fn sum(members: &[(f64, Orders)]) -> JetLayout {
    JetLayout::new(&[], &[members.to_vec()])
}

/// The jets with compositions of their own: inputs they need, layout, kind.
fn known_jets() -> [(usize, JetLayout, Kind); 9] {
    let (xx, yy, zz) = (orders([2]), orders([0, 2]), orders([0, 0, 2]));
    let (x, y) = (orders([1]), orders([0, 1]));
    let (xxxx, yyyy) = (orders([4]), orders([0, 4]));
    [
        (1, apart(&[xx]), Kind::Heat),
        (2, sum(&[(1.0, x), (-0.5, yy)]), Kind::Heat),
        (2, apart(&[x, y]), Kind::First2),
        (2, sum(&[(1.5, xx), (0.5, yy)]), Kind::Laplace2),
        (3, sum(&[(1.0, xx), (2.0, yy), (-0.5, zz)]), Kind::Laplace3),
        (2, apart(&[xx, orders([1, 1]), yy]), Kind::Second2),
        (1, apart(&[xxxx]), Kind::Fourth),
        (2, sum(&[(1.0, x), (-0.3, y), (2.0, yyyy)]), Kind::Fourth),
        (2, sum(&[(1.0, y), (0.7, xx), (-0.4, xxxx)]), Kind::Fourth),
    ]
}

#[test]
fn common_jets_have_compositions_of_their_own() {
    for (_, jet, kind) in known_jets() {
        assert_eq!(Kind::of(&Program::<f32>::new(&jet)), Some(kind), "{jet:?}");
    }
    let (x, y, xx, yy) = (orders([1]), orders([0, 1]), orders([2]), orders([0, 2]));
    let (xxx, xxxx) = (orders([3]), orders([4]));
    let others = [
        apart(&[xxx]),
        apart(&[orders([2, 2])]),
        apart(&[orders([1, 1])]),
        apart(&[x, yy]),
        // Nearly a fourth derivative in one variable.
        apart(&[y, xxxx]),
        sum(&[(1.0, xxxx), (0.5, xxx)]),
        sum(&[(1.0, xxxx), (0.5, yy)]),
        sum(&[(1.0, xxxx), (2.0, orders([2, 2]))]),
        JetLayout::new(&[xxxx], &[vec![(1.0, xx), (2.0, yy)]]),
    ];
    for jet in others {
        assert_eq!(Kind::of(&Program::<f32>::new(&jet)), None, "{jet:?}");
    }
}
