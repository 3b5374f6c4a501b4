//! Jets of all kinds, and which of them have compositions of their own.

use super::super::compose::Kind;
use crate::jet::{JetLayout, Orders, Program};

/// All jets used below: value only, first order, heat operator, Laplacian,
/// mixed second, third and fourth order, a fourth-order combination.
pub fn jets(inputs: usize) -> Vec<JetLayout> {
    let mut jets = vec![
        JetLayout::value(),
        JetLayout::new(&[[1, 0, 0, 0]], &[]),
        JetLayout::new(&[[2, 0, 0, 0]], &[]),
    ];
    jets.push(JetLayout::new(
        &[[4, 0, 0, 0]],
        &[vec![(0.5, [1, 0, 0, 0]), (1.0, [3, 0, 0, 0])]],
    ));
    if inputs > 1 {
        jets.push(JetLayout::new(
            &[],
            &[vec![(1.0, [1, 0, 0, 0]), (-1.0, [0, 2, 0, 0])]],
        ));
        jets.push(JetLayout::new(
            &[[1, 1, 0, 0], [0, 2, 0, 0]],
            &[vec![(1.0, [2, 0, 0, 0]), (1.0, [0, 2, 0, 0])]],
        ));
        jets.push(JetLayout::new(&[[2, 2, 0, 0], [1, 2, 0, 0]], &[]));
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
    let (xx, yy, zz) = ([2, 0, 0, 0], [0, 2, 0, 0], [0, 0, 2, 0]);
    let (x, y) = ([1, 0, 0, 0], [0, 1, 0, 0]);
    let (xxxx, yyyy) = ([4, 0, 0, 0], [0, 4, 0, 0]);
    [
        (1, apart(&[xx]), Kind::Heat),
        (2, sum(&[(1.0, x), (-0.5, yy)]), Kind::Heat),
        (2, apart(&[x, y]), Kind::First2),
        (2, sum(&[(1.5, xx), (0.5, yy)]), Kind::Laplace2),
        (3, sum(&[(1.0, xx), (2.0, yy), (-0.5, zz)]), Kind::Laplace3),
        (2, apart(&[xx, [1, 1, 0, 0], yy]), Kind::Second2),
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
    let (x, y, xx, yy) = ([1, 0, 0, 0], [0, 1, 0, 0], [2, 0, 0, 0], [0, 2, 0, 0]);
    let (xxx, xxxx) = ([3, 0, 0, 0], [4, 0, 0, 0]);
    let others = [
        apart(&[xxx]),
        apart(&[[2, 2, 0, 0]]),
        apart(&[[1, 1, 0, 0]]),
        apart(&[x, yy]),
        // Nearly a fourth derivative in one variable.
        apart(&[y, xxxx]),
        sum(&[(1.0, xxxx), (0.5, xxx)]),
        sum(&[(1.0, xxxx), (0.5, yy)]),
        sum(&[(1.0, xxxx), (2.0, [2, 2, 0, 0])]),
        JetLayout::new(&[xxxx], &[vec![(1.0, xx), (2.0, yy)]]),
    ];
    for jet in others {
        assert_eq!(Kind::of(&Program::<f32>::new(&jet)), None, "{jet:?}");
    }
}
