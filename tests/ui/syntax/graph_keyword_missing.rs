use keisan::graph;

graph! {
    pub Digits {
        input x: [1, 4];
        output h = relu(x);
    }
}

fn main() {}
