use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        layer Scale(x) { param s: scalar = ones; x * s }
        input x: [B, 4];
        layer relu = Scale;
        output y = relu(x);
    }
}

fn main() {}
