use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4] = zeros;
        output h = relu(x);
    }
}

fn main() {}
