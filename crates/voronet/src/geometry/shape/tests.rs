use rand::RngExt;

use super::super::tests::{rng, tetrahedron};
use super::*;

#[test]
fn what_bounds_nothing_is_refused() {
    assert!(Polygon::new(vec![[0.0, 0.0], [1.0, 0.0]]).is_err());
    // Bow ties; the area of the first is 0.
    for top in [1.0, 1.5] {
        let crossing = vec![[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, top]];
        let message = Polygon::new(crossing).unwrap_err().to_string();
        assert!(message.contains("sides 1 and 3 cross"), "{message}");
    }
    let flat = Polygon::new(vec![[0.0, 0.0], [0.1, 0.1], [0.3, 0.3]]).unwrap_err();
    assert!(flat.to_string().contains("lie on a line"));
    let twice = Polygon::new(vec![[0.0, 0.0], [1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]).unwrap_err();
    assert!(twice.to_string().contains("vertices 2 and 3 are the same"));
    assert!(Mesh::new(vec![[[0.0; 3], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]]).is_err());
    // Both shells of a ray would be crossed, and nothing be inside.
    let [o, x, y, z] = [[0.0; 3], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    let shell = [[o, y, x], [o, x, z], [o, z, y], [x, y, z]];
    let turned = shell.map(|[a, b, c]| [b, c, a]);
    let message = Mesh::new([shell, turned].concat()).unwrap_err().to_string();
    assert!(
        message.contains("triangles 1 and 5 are the same"),
        "{message}"
    );
}

#[test]
fn a_closed_ring_is_the_same_polygon() {
    let open = vec![[0.0, 0.0], [2.0, 0.0], [0.0, 1.0]];
    let ring = [open.clone(), vec![[0.0, 0.0]]].concat();
    let (open, ring) = (Polygon::new(open).unwrap(), Polygon::new(ring).unwrap());
    assert_eq!(ring.faces(), open.faces());
    assert_eq!(ring.measure(), 1.0);
}

#[test]
fn a_mesh_turned_inside_out_is_the_same_solid() {
    let (o, x, y, z) = ([0.0; 3], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]);
    let turned = Mesh::new(vec![[o, x, y], [o, z, x], [o, y, z], [x, z, y]]).unwrap();
    let straight = tetrahedron();
    let mut rng = rng();
    for _ in 0..2000 {
        let p: [f64; 3] = rng.random();
        let inside = p.iter().sum::<f64>() < 1.0;
        assert_eq!(straight.contains(p), inside);
        assert_eq!(turned.contains(p), inside);
    }
    let outwards = turned.spot(0, [0.9, 0.5]).normal;
    assert_eq!(outwards, straight.spot(0, [0.9, 0.5]).normal);
}
