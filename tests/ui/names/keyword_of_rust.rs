use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input type: [B, 4];
        output h = relu(type);
    }
}

fn main() {}
