use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        param b: [5] = zeros;
        output h = x + b;
    }
}

fn main() {}
