use keisan::graph;

graph! {
    pub graph G {
        input x: [1, 4];
        output h = relu(x);
    }

    pub graph H {
        input x: [1, 4];
        output h = relu(x);
    }
}

fn main() {}
