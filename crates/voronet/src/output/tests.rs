//! Grid files are read back with readers that share no code with the writers.

use std::io::Read;
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use resvg::usvg::roxmltree;

use super::*;

/// A grid of this shape with two fields, both NaN at the node `outside`.
fn fields(shape: &[usize], outside: Option<usize>) -> Fields {
    let axis = |k: usize| {
        let values = (0..shape[k]).map(|i| i as f64 / 3.0 + k as f64).collect();
        Axis::new(["t", "x", "y", "z"][k], values)
    };
    let grid = Grid {
        axes: (0..shape.len()).map(axis).collect(),
    };
    let mut u: Vec<f64> = (0..grid.len()).map(|node| (node as f64).sqrt()).collect();
    if let Some(node) = outside {
        u[node] = f64::NAN;
    }
    let v = u.iter().map(|u| -1e-300 * u).collect();
    Fields::new(grid, vec![Field::new("u", u), Field::new("v, <&\">", v)]).unwrap()
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

#[test]
fn csv_reads_back_to_the_last_bit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("solution.csv");
    let fields = fields(&[4, 3], Some(5));
    write_csv(&path, &fields).unwrap();
    let mut reader = ::csv::Reader::from_path(&path).unwrap();
    let header: Vec<String> = reader.headers().unwrap().iter().map(String::from).collect();
    assert_eq!(header, ["t", "x", "u", "v, <&\">"]);
    let mut lines = 0;
    for (node, line) in reader.records().enumerate() {
        let line: Vec<f64> = line
            .unwrap()
            .iter()
            .map(|cell| cell.parse().unwrap())
            .collect();
        let mut expected = fields.grid().point(node);
        expected.extend(fields.fields().iter().map(|field| field.values[node]));
        assert_eq!(bits(&line), bits(&expected));
        lines += 1;
    }
    assert_eq!(lines, 12);
}

#[test]
fn npz_holds_axes_and_fields_in_the_shape_of_the_grid() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("solution.npz");
    let fields = fields(&[4, 3, 2], Some(5));
    write_npz(&path, &fields).unwrap();
    let mut archive = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
    let mut read = |name: &str| {
        let mut bytes = Vec::new();
        let mut entry = archive.by_name(&format!("{name}.npy")).unwrap();
        entry.read_to_end(&mut bytes).unwrap();
        let length = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
        let (header, values) = bytes[10..].split_at(length);
        let header = String::from_utf8(header.to_vec()).unwrap();
        assert!(header.starts_with("{'descr': '<f8', 'fortran_order': False, 'shape': ("));
        let shape = header.split(['(', ')']).nth(1).unwrap().to_owned();
        let values = values.as_chunks().0.iter();
        let values = values.map(|b| f64::from_le_bytes(*b));
        (shape, values.collect::<Vec<f64>>())
    };
    let (shape, x) = read("x");
    assert_eq!((&*shape, &x), ("3,", &fields.grid().axes[1].values));
    for field in fields.fields() {
        let (shape, values) = read(&field.name);
        assert_eq!(shape, "4, 3, 2");
        assert_eq!(bits(&values), bits(&field.values));
    }
}

/// The bytes of the array of this name, without the count before them.
fn array(document: &roxmltree::Document, name: &str) -> Vec<u8> {
    let element = document
        .descendants()
        .find(|node| node.attribute("Name") == Some(name))
        .unwrap();
    let bytes = BASE64_STANDARD.decode(element.text().unwrap()).unwrap();
    let (count, bytes) = bytes.split_first_chunk().unwrap();
    assert_eq!(u64::from_le_bytes(*count), bytes.len() as u64);
    bytes.to_vec()
}

fn float64(document: &roxmltree::Document, name: &str) -> Vec<f64> {
    let bytes = array(document, name);
    bytes
        .as_chunks()
        .0
        .iter()
        .map(|b| f64::from_le_bytes(*b))
        .collect()
}

fn int64(document: &roxmltree::Document, name: &str) -> Vec<i64> {
    let bytes = array(document, name);
    bytes
        .as_chunks()
        .0
        .iter()
        .map(|b| i64::from_le_bytes(*b))
        .collect()
}

/// Lengths, areas or volumes of the cells, by the corners' order.
fn measure(points: &[f64], cell: &[i64]) -> f64 {
    let at = |k: usize| &points[3 * cell[k] as usize..][..3];
    let edge = |k: usize| [0, 1, 2].map(|axis| at(k)[axis] - at(0)[axis]);
    match cell.len() {
        2 => edge(1)[0],
        // the diagonals of a quadrilateral that is not twisted
        4 => {
            let (a, b) = (edge(2), [0, 1].map(|axis| at(3)[axis] - at(1)[axis]));
            (a[0] * b[1] - a[1] * b[0]) / 2.0
        }
        // of a box: edges from corner 0 to 1, 3 and 4
        _ => {
            let (a, b, c) = (edge(1), edge(3), edge(4));
            a[0] * (b[1] * c[2] - b[2] * c[1])
                + a[1] * (b[2] * c[0] - b[0] * c[2])
                + a[2] * (b[0] * c[1] - b[1] * c[0])
        }
    }
}

#[test]
fn vtu_cells_fill_the_domain_and_arrays_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("solution.vtu");
    for (shape, kind) in [(&[4][..], 3), (&[4, 3], 9), (&[4, 3, 3], 12)] {
        let fields = fields(shape, None);
        assert_eq!(
            write_vtk(&path, &fields).unwrap(),
            std::slice::from_ref(&path)
        );
        let text = std::fs::read_to_string(&path).unwrap();
        let document = roxmltree::Document::parse(&text).unwrap();
        for field in fields.fields() {
            assert_eq!(bits(&float64(&document, &field.name)), bits(&field.values));
        }
        let points = float64(&document, "Points");
        assert_eq!(points.len(), 3 * fields.grid().len());
        let corners = 1 << shape.len();
        let connectivity = int64(&document, "connectivity");
        let cells = connectivity.len() / corners;
        assert!(array(&document, "types").iter().all(|&k| k == kind));
        assert_eq!(
            int64(&document, "offsets").last(),
            Some(&(connectivity.len() as i64))
        );
        let measures = connectivity
            .chunks(corners)
            .map(|cell| measure(&points, cell));
        let whole: f64 = shape.iter().map(|n| (n - 1) as f64 / 3.0).product();
        let each = whole / cells as f64;
        for measure in measures {
            assert!(
                (measure - each).abs() < 1e-12,
                "{shape:?}: {measure} is not {each}"
            );
        }
    }
}

#[test]
fn vtu_leaves_out_cells_that_touch_the_outside() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("solution.vtu");
    // node (1, 1) of 4 x 3 is a corner of four of the six cells
    write_vtk(&path, &fields(&[4, 3], Some(4))).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let document = roxmltree::Document::parse(&text).unwrap();
    assert_eq!(int64(&document, "offsets"), [4, 8]);
}

#[test]
fn four_inputs_become_a_series_over_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("solution.vtu");
    let fields = fields(&[3, 2, 2, 2], None);
    let files = write_vtk(&path, &fields).unwrap();
    assert_eq!(files.len(), 4);
    assert_eq!(files[0], folder.path().join("solution.pvd"));
    let series = std::fs::read_to_string(&files[0]).unwrap();
    let document = roxmltree::Document::parse(&series).unwrap();
    let sets = document
        .descendants()
        .filter(|node| node.has_tag_name("DataSet"));
    for (k, set) in sets.enumerate() {
        let time: f64 = set.attribute("timestep").unwrap().parse().unwrap();
        assert_eq!(time, fields.grid().axes[0].values[k]);
        assert_eq!(
            Path::new(set.attribute("file").unwrap()),
            files[k + 1].file_name().unwrap()
        );
        let text = std::fs::read_to_string(&files[k + 1]).unwrap();
        let part = roxmltree::Document::parse(&text).unwrap();
        assert_eq!(float64(&part, "u"), fields.fields()[0].values[8 * k..][..8]);
    }
}
