use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        param slope: scalar = constant(0.1);
        output h = leaky_relu(x, slope);
    }
}

fn main() {}
