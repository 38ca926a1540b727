use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input input: [B, 4];
        output h = relu(input);
    }
}

fn main() {}
