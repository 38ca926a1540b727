use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        target y: [B, 4];
        let e = x - y;
        output h = relu(e);
        loss = mean(e);
    }
}

fn main() {}
