use keisan::graph;

graph! {
    pub graph G {
        input x: [4];
        input y: [5];
        output h = x + y;
    }
}

fn main() {}
