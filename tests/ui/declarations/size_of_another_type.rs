use keisan::graph;

graph! {
    pub graph G<const B: u32> {
        input x: [B, 4];
        output h = relu(x);
    }
}

fn main() {}
