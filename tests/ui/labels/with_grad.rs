use keisan::graph;

graph! {
    graph G<const B: usize> {
        input x: [B, 10];
        #[grad] labels y: [B] in 10;
        loss = mean(gather(x, y));
    }
}

fn main() {}
