//! solution.vtu: an unstructured grid for ParaView and every VTK reader.
//!
//! The inputs become x, y and z in their order (a time among them is treated
//! as one more direction), nodes become points, and the cells between them
//! lines, quadrilaterals or hexahedra. Cells with a corner outside the domain
//! are left out. Arrays stand in the XML as base64 of little-endian bytes with
//! the byte count before them (VTK's "inline binary").

use std::fmt::Write;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::fields::strides;
use super::format::{Format, How};
use super::xml::escape;
use super::{Axis, Error, Field, Fields, Grid, write_atomically};

/// `.vtu`
pub static ENTRY: Format = Format {
    name: "vtu",
    summary: "the fields for ParaView; in four dimensions or more a `.pvd` with several `.vtu`",
    reference: "",
    keys: &[],
    how: How {
        write: |path, fields| write_vtk(path, fields).map(drop),
    },
};

/// Writes the fields and returns the files made, the one to open first.
///
/// Inputs of one value are left out. With 1 to 3 others that is `path` alone. VTK has no
/// cells in four dimensions: with more, each node of all but the last three makes a file of
/// its own (`<stem>_0000.vtu`, ...), and a `.pvd` beside them plays them as a
/// series, over the first input if that is the only one left.
pub fn write_vtk(path: &Path, fields: &Fields) -> Result<Vec<PathBuf>, Error> {
    let is_single = |axis: &Axis| axis.values.len() == 1;
    if fields.grid().axes.len() > 1 && fields.grid().axes.iter().any(is_single) {
        return write_vtk(path, &varying(fields)?);
    }
    let axes = &fields.grid().axes;
    if axes.len() < 4 {
        write_atomically(path, document(fields).as_bytes())?;
        return Ok(vec![path.to_path_buf()]);
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let leading = Grid {
        axes: axes[..axes.len() - 3].to_vec(),
    };
    let mut files = vec![path.with_extension("pvd")];
    let mut entries = String::new();
    for k in 0..leading.len() {
        let value = match leading.axes.as_slice() {
            [first] => first.values[k],
            _ => k as f64,
        };
        let file = path.with_file_name(format!("{stem}_{k:04}.vtu"));
        write_atomically(&file, document(&section(fields, k)?).as_bytes())?;
        let name = escape(&file.file_name().unwrap_or_default().to_string_lossy());
        let _ = writeln!(entries, "<DataSet timestep=\"{value}\" file=\"{name}\"/>");
        files.push(file);
    }
    let series = format!(
        "<?xml version=\"1.0\"?>\n\
         <VTKFile type=\"Collection\" version=\"0.1\">\n<Collection>\n\
         {entries}</Collection>\n</VTKFile>\n"
    );
    write_atomically(&files[0], series.as_bytes())?;
    Ok(files)
}

/// The fields on the axes that have several values.
fn varying(fields: &Fields) -> Result<Fields, Error> {
    let axes = fields.grid().axes.iter();
    let several = axes.filter(|axis| axis.values.len() > 1);
    let mut axes: Vec<Axis> = several.cloned().collect();
    if axes.is_empty() {
        axes = fields.grid().axes[..1].to_vec();
    }
    Fields::new(Grid { axes }, fields.fields().to_vec())
}

/// The fields at the k-th node of the first axes, on the last three.
fn section(fields: &Fields, k: usize) -> Result<Fields, Error> {
    let axes = &fields.grid().axes;
    let grid = Grid {
        axes: axes[axes.len() - 3..].to_vec(),
    };
    let part = |field: &Field| {
        let values = field.values[k * grid.len()..][..grid.len()].to_vec();
        Field::new(field.name.clone(), values)
    };
    let parts = fields.fields().iter().map(part).collect();
    Fields::new(grid, parts)
}

fn document(fields: &Fields) -> String {
    let nodes = fields.grid().len();
    let cells = cells(fields);
    let corners = 1 << fields.grid().axes.len();
    let count = cells.len() / corners;
    // VTK_LINE, VTK_QUAD, VTK_HEXAHEDRON
    let kind = [3u8, 9, 12][fields.grid().axes.len() - 1];

    let mut data = String::new();
    for field in fields.fields() {
        data += &floats(&field.name, 1, field.values.iter().copied());
    }
    let points = floats("Points", 3, (0..nodes).flat_map(|node| place(fields, node)));
    let connectivity = array(
        "connectivity",
        "Int64",
        1,
        cells.iter().map(|&c| (c as i64).to_le_bytes()),
    );
    let ends = (1..=count).map(|cell| ((cell * corners) as i64).to_le_bytes());
    let offsets = array("offsets", "Int64", 1, ends);
    let types = array("types", "UInt8", 1, (0..count).map(|_| [kind]));
    let names: Vec<&str> = fields.grid().axes.iter().map(name).collect();
    format!(
        "<?xml version=\"1.0\"?>\n\
         <!-- x, y, z are {} -->\n\
         <VTKFile type=\"UnstructuredGrid\" version=\"1.0\" byte_order=\"LittleEndian\" header_type=\"UInt64\">\n\
         <UnstructuredGrid>\n\
         <Piece NumberOfPoints=\"{nodes}\" NumberOfCells=\"{count}\">\n\
         <PointData>\n{data}</PointData>\n\
         <Points>\n{points}</Points>\n\
         <Cells>\n{connectivity}{offsets}{types}</Cells>\n\
         </Piece>\n</UnstructuredGrid>\n</VTKFile>\n",
        // a comment must not hold two hyphens
        escape(&names.join(", ")).replace('-', "_"),
    )
}

fn name(axis: &Axis) -> &str {
    &axis.name
}

/// A node's place in three dimensions.
fn place(fields: &Fields, node: usize) -> [f64; 3] {
    let mut place = [0.0; 3];
    for (coordinate, value) in place.iter_mut().zip(fields.grid().point(node)) {
        *coordinate = value;
    }
    place
}

/// Nodes of the cells inside the domain, in VTK's order: around the first
/// face, then around the opposite one.
fn cells(fields: &Fields) -> Vec<usize> {
    let shape = fields.grid().shape();
    let strides = strides(&shape);
    // Steps along the axes to the corners: the first two axes run around a
    // face, a third one leads to the face opposite.
    const AROUND: [[usize; 3]; 8] = [
        [0, 0, 0],
        [1, 0, 0],
        [1, 1, 0],
        [0, 1, 0],
        [0, 0, 1],
        [1, 0, 1],
        [1, 1, 1],
        [0, 1, 1],
    ];
    let offsets: Vec<usize> = AROUND[..1 << shape.len()]
        .iter()
        .map(|step| strides.iter().zip(step).map(|(stride, k)| stride * k).sum())
        .collect();
    let is_lowest_corner = |node: usize| {
        let index = |k: usize| node / strides[k] % shape[k];
        (0..shape.len()).all(|k| index(k) + 1 < shape[k])
    };
    (0..fields.grid().len())
        .filter(|&node| is_lowest_corner(node))
        .map(|node| offsets.iter().map(move |offset| node + offset))
        .filter(|corners| corners.clone().all(|corner| fields.is_inside(corner)))
        .flatten()
        .collect()
}

fn floats(name: &str, components: usize, values: impl Iterator<Item = f64>) -> String {
    array(name, "Float64", components, values.map(f64::to_le_bytes))
}

fn array<const N: usize>(
    name: &str,
    kind: &str,
    components: usize,
    values: impl Iterator<Item = [u8; N]>,
) -> String {
    let components = match components {
        1 => String::new(),
        several => format!(" NumberOfComponents=\"{several}\""),
    };
    let values: Vec<u8> = values.flatten().collect();
    let mut bytes = (values.len() as u64).to_le_bytes().to_vec();
    bytes.extend(values);
    format!(
        "<DataArray type=\"{kind}\" Name=\"{}\"{components} format=\"binary\">{}</DataArray>\n",
        escape(name),
        BASE64_STANDARD.encode(bytes),
    )
}
