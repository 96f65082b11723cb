use gnash::data::digits;
#[test]
fn grids() {
    let t = std::time::Instant::now();
    let im = digits::embedded(1, 1000);
    println!("1000 in {:?}", t.elapsed());
    std::fs::write("/tmp/g.bin", im.pixels.as_slice().unwrap()).unwrap();
    let im = digits::embedded_colour(1, 100);
    std::fs::write("/tmp/c.bin", im.pixels.as_slice().unwrap()).unwrap();
}
