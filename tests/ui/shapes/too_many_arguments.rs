use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        output h = relu(x, 0.1);
    }
}

fn main() {}
