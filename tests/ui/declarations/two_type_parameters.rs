use keisan::graph;

graph! {
    pub graph G<T, B> {
        input x: [B, 4];
        output h = relu(x);
    }
}

fn main() {}
