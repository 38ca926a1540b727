use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        relu(x);
        output h = relu(x);
    }
}

fn main() {}
