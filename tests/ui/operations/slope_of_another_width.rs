use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        param s: [5] = constant(0.25);
        output h = prelu(x, s);
    }
}

fn main() {}
