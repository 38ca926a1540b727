use keisan::graph;

graph! {
    layer Scale(x) { param s: scalar = ones; x * s }
    param w: [2, 3] = ones;
}

fn main() {}
