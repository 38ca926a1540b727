use keisan::graph;

graph! {
    pub graph G<B> {
        input x: [B, 4];
        input v: [B, 4];
        output h = x + v;
    }
}

fn main() {}
