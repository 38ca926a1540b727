use keisan::graph;

graph! {
    pub graph G<'a> {
        input x: [1, 4];
        output h = relu(x);
    }
}

fn main() {}
